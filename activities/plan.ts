import { ApplicationFailure } from '@temporalio/common';
import { fieldNames } from './plan/field-names.ts';
import { invalidPlan } from './plan/invalid.ts';
import { settlePlan, type Settle } from './plan/settle.ts';
import { withDigest } from '../workflows/rollout/pinned-image.ts';
import type { RolloutPlan } from '../workflows/rollout/plan.ts';
import type { ImageRegistry } from './images/image-registry.ts';
import { forbidden } from './policy/forbidden.ts';
import { ruleFor, type Policy } from './policy/policy.ts';

/** What plans are settled by. */
interface Settling {
  /** Whether Temporal knows the search attributes that rollouts are found by. */
  readonly searchable: boolean;
  readonly images: ImageRegistry;
  /** What the worker may carry out; everything where left out. */
  readonly policy?: Policy | undefined;
  /** When the traffic is looked at again after the end, in seconds from there. */
  readonly lateLooks?: readonly number[] | undefined;
  /** Where files are checked: in the caller's own thread where left out. */
  readonly settle?: Settle | undefined;
}

/** Settling is an activity so that the plan stands in the rollout's history, whatever later versions make of the file. */
export function createPlanActivities({
  searchable,
  images,
  policy,
  lateLooks,
  settle = settlePlan,
}: Settling) {
  return {
    /** The plan, with its image by the digest that its tag stands for now. */
    async settlePlan(input: unknown): Promise<RolloutPlan> {
      const settled = await settle(input);
      if (!settled.ok) throw invalidPlan(settled.problems);
      const forbiddings = forbidden(policy, settled.value);
      if (forbiddings.length > 0) throw ApplicationFailure.nonRetryable(forbiddings.join('\n'), 'Refused');
      const rule = policy && ruleFor(policy, settled.value);
      const commanders = rule?.commanders?.allowed;
      const signingKeys = rule?.signingKeys;
      const plan = await pinned(settled.value, images);
      return {
        ...plan,
        ...(searchable && { searchable }),
        ...(lateLooks && { lateLooks }),
        ...(commanders && { commanders }),
        ...(signingKeys && { signingKeys }),
      };
    },
  };
}

/** Versions that are there already run what they run, whatever their image's name stands for now. */
async function pinned(plan: RolloutPlan, images: ImageRegistry): Promise<RolloutPlan> {
  if (plan.driver.provisioner?.kind === 'given') return plan;
  const found = await images.find(plan.version.image);
  switch (found.kind) {
    case 'found':
      return withDigest(plan, found.digest);
    case 'absent':
      throw invalidPlan([{ path: fieldNames(plan).image, message: found.reason }]);
    case 'unknown':
      return plan;
  }
}
