import type { RolloutPlan } from '../workflows/rollout/plan.ts';
import { fieldNames } from './plan/field-names.ts';
import { invalidPlan } from './plan/invalid.ts';
import { blindnessFindings, type BlindnessOf } from './preflight/blindness.ts';
import { creationFinding, type RehearsedCreation } from './preflight/creation.ts';
import { wrong, type Finding } from './preflight/finding.ts';
import { permissionFindings, type AskIam } from './preflight/permissions.ts';
import { lastingReason } from './preflight/refusal.ts';

/** What a rollout can find out before it makes anything. */
export interface Preflight {
  /** A rehearsal of its own for each rollout, since it keeps what it has «made». */
  rehearsal(): RehearsedCreation & { readonly blindnessOf: BlindnessOf };
  /** ARN of the role that the rollout's calls are made with; undefined where it cannot be told. */
  role(): Promise<string | undefined>;
  readonly askIam: AskIam;
}

export function createPreflightActivities(world: Preflight) {
  return {
    /** Refuses a plan of which can be known now that AWS would refuse it later; an error that may pass is thrown. */
    async preflight(plan: RolloutPlan): Promise<void> {
      const role = await world.role();
      const rehearsal = world.rehearsal();
      const findings = [
        await creation(plan, rehearsal),
        ...(await blindness(plan, rehearsal.blindnessOf)),
        ...(role === undefined ? [] : await permissionFindings(plan, world.askIam, role)),
      ];
      const problems = findings.filter(({ outcome }) => outcome === 'wrong');
      if (problems.length > 0) throw invalidPlan(problems);
    },
  };
}

/** A rule that cannot be read is told where the version is made. */
const blindness = (plan: RolloutPlan, blindnessOf: BlindnessOf): Promise<Finding[]> =>
  blindnessFindings(plan, blindnessOf).catch((error: unknown) => {
    if (lastingReason(error) === undefined) throw error;
    return [];
  });

async function creation(plan: RolloutPlan, rehearsal: RehearsedCreation): Promise<Finding> {
  try {
    return await creationFinding(plan, rehearsal);
  } catch (error) {
    const refusal = lastingReason(error);
    if (refusal === undefined) throw error;
    return wrong(fieldNames(plan).provisioner, refusal);
  }
}
