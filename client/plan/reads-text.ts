import { SERVICE_READS_OF_LOOK } from '../../activities/drivers/ecs-native/look.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';

/** Of services, in a Region. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html */
const READS_OF_ACCOUNT_PER_SECOND = 20;

/** How often it is looked at the most whether ECS has made a step, once that takes its time. */
const LOOK_SECONDS = 10;

/** Tells how many such rollouts at once ECS lets look how far it is; nothing where it does not make the steps. */
export function readsText({ driver }: Pick<RolloutPlan, 'driver'>): string[] {
  if (driver.kind !== 'ecsNative') return [];
  const atOnce = Math.floor((READS_OF_ACCOUNT_PER_SECOND * LOOK_SECONDS) / SERVICE_READS_OF_LOOK);
  return [
    `up to ${atOnce} such rollouts at once can wait for a step of ECS: it lets an account read its services ${READS_OF_ACCOUNT_PER_SECOND} times a second in a Region, and each takes ${SERVICE_READS_OF_LOOK} every ${LOOK_SECONDS} s; more of them wait longer`,
  ];
}
