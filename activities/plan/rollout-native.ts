import { z } from 'zod';
import type { EcsNativeSpec } from '../../workflows/rollout/ecs-native-spec.ts';
import { nearestWeights, strategyOf } from '../../workflows/rollout/native-strategy.ts';
import type { Limits, Version } from '../../workflows/rollout/plan.ts';
import type { Tags } from '../../workflows/rollout/provisioner-spec.ts';
import type { Step } from '../../workflows/rollout/steps.ts';
import { containerFields } from './container-fields.ts';
import type { Refuse } from './problem.ts';
import { word } from './rollout-fields.ts';
import { ownerIn } from './rollout-provisioner.ts';

/** How a version gets traffic, where that is neither a router's nor a provisioner's to do. */
export const driver = z.strictObject(
  {
    kind: z.literal('ecsNative', {
      error: 'must be ecsNative: ECS shifts the traffic itself; leave the driver out to have a router do it',
    }),
    cluster: word('default: the environment').optional(),
    service: word('the ECS service; default: the service').optional(),
    adopt: z
      .boolean({ error: 'must be true or false: whether others begin the deployments' })
      .describe(
        'whether others begin the deployments, such as a pipeline, and rollouts take them over without a change to the service',
      )
      .optional(),
    ...containerFields,
  },
  { error: ({ code }) => (code === 'unrecognized_keys' ? undefined : 'must have the kind ecsNative') },
);

/** The most that ECS waits at a step. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/pause-lifecycle-hooks.html */
const MOST_PAUSE_MINUTES = 20_160;

/** What a rollout takes beyond its waits, before ECS goes back by itself. */
const SPARE_MINUTES = 60;

/** What a file says of a service whose traffic ECS shifts. */
interface Given {
  readonly environment: string;
  readonly service: string;
  readonly version: Version;
  readonly driver: z.output<typeof driver>;
  readonly tags?: Tags | undefined;
}

/** A driver that goes by the steps of a file, the last one included. Steps and waits that ECS cannot follow are refused. */
export function nativeSpec(
  given: Given,
  steps: readonly Step[],
  limits: Limits,
  refuse: Refuse,
): EcsNativeSpec | undefined {
  const weights = steps.slice(0, -1).map(({ weight }) => weight);
  const strategy = strategyOf(weights);
  if (strategy === undefined) {
    refuse(
      ['steps'],
      `must be equal, or one: ECS shifts by equal steps of 3 % or more, or by one step and the rest; the nearest is ${nearestWeights(weights).join(', ')}`,
    );
    return undefined;
  }
  const pauseMinutes = Math.ceil(longestWaitSeconds(steps, limits) / 60) + SPARE_MINUTES;
  if (pauseMinutes > MOST_PAUSE_MINUTES) {
    refuse(
      ['limits', 'holdSeconds'],
      `must leave room: a step may wait for ${pauseMinutes} minutes in all, with its bake, extension and gate, and ECS waits for ${MOST_PAUSE_MINUTES} at the most`,
    );
    return undefined;
  }
  const { cluster, service, container, environment, adopt } = given.driver;
  return {
    kind: 'ecsNative',
    owner: ownerIn(given),
    cluster: cluster ?? given.environment,
    service: service ?? given.service,
    image: given.version.image,
    environment,
    strategy,
    pauseMinutes,
    ...(adopt && { adopt }),
    ...(container === undefined ? {} : { container }),
    ...(given.tags === undefined ? {} : { tags: given.tags }),
  };
}

/** For how long a rollout may stay at one of its steps, at the most. */
function longestWaitSeconds(
  steps: readonly Step[],
  { extensionSeconds, holdSeconds, rolloutSeconds }: Limits,
): number {
  const waits = steps.map(
    ({ bakeSeconds, gate }) => bakeSeconds + extensionSeconds + Math.max(holdSeconds, gate?.seconds ?? 0),
  );
  return Math.min(rolloutSeconds, Math.max(...waits));
}
