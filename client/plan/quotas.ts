import type { Quota } from '../../activities/rehearsal/rehearsed.ts';
import type { Footprint } from './footprint.ts';

/** The quotas that a rollout draws on: those of its calls, and of the tasks that run beside stable's. */
export const quotasOf = (ofCalls: readonly Quota[], footprint: Footprint | undefined): Quota[] =>
  [
    ...ofCalls,
    { what: 'ECS tasks of the new service', takes: footprint?.tasks ?? 0, limit: 5000 },
    {
      what: 'Fargate On-Demand vCPU, in addition (L-3032A538)',
      takes: footprint?.launchType === 'FARGATE' ? footprint.tasks * footprint.vcpu : 0,
      limit: undefined,
    },
  ].filter(({ takes }) => takes > 0);
