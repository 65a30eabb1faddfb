import { settlePlan } from '../../activities/plan/settle.ts';
import type { Act } from '../../activities/made-calls.ts';
import type { SeenTasks } from '../../activities/tasks/seen-tasks.ts';
import type { Rollouts } from '../../dashboard/server/rollouts.ts';
import { inPlace } from '../fakes/rollout-yaml.ts';

const ARN = 'arn:aws:ecs:eu-west-1:123456789012';

/** What ECS tells of a canary whose tasks do not stay. */
export const seenTasks = (why: string, at: string): SeenTasks => ({
  services: [{ arn: `${ARN}:service/shop/cart-v2`, desired: 2, running: 1, groups: [] }],
  tasks: [
    ...['1', '2'].map((id) => ({ arn: `${ARN}:task/shop/${id}`, version: 'v1', status: 'RUNNING', at })),
    { arn: `${ARN}:task/shop/3`, version: 'v2', status: 'RUNNING', health: 'UNHEALTHY', at },
    { arn: `${ARN}:task/shop/4`, version: 'v2', status: 'PENDING' },
    { arn: `${ARN}:task/shop/5`, version: 'v2', status: 'STOPPED', at, stopped: why },
  ],
});

/** What Temporal's history tells of two activities, one of which had to be tried again. */
export const acts = (what: string, at: string): Act[] => [
  {
    activity: 'createVersion',
    at,
    attempts: 1,
    calls: [{ at, service: 'ecs', action: 'CreateService', told: { serviceName: what } }],
  },
  {
    activity: 'shiftTraffic',
    at,
    attempts: 3,
    calls: [{ at, service: 'elasticloadbalancing', action: 'ModifyRule', told: { weights: [75, 25] } }],
    failure: what,
  },
];

/** What else pages ask of a rollout whose tasks stop, and whose calls have, a reason in somebody's words. */
export function seenAround(words: string, at: string): Pick<Rollouts, 'plan' | 'acts' | 'tasks'> {
  const settled = settlePlan(inPlace());
  if (!settled.ok) throw new Error(JSON.stringify(settled.problems));
  const { value: plan } = settled;
  return {
    plan: () => Promise.resolve(plan),
    acts: () => Promise.resolve(acts(words, at)),
    tasks: () => Promise.resolve(seenTasks(words, at)),
  };
}
