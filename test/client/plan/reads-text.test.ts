import { readsText } from '../../../client/plan/reads-text.ts';
import { planOf } from '../../activities/permissions/plans.ts';
import { rolloutYaml } from '../../fakes/rollout-yaml.ts';

it('tells how many rollouts at once ECS lets look how far it is', () => {
  const native = {
    driver: { kind: 'ecsNative' },
    router: undefined,
    provisioner: undefined,
    metrics: undefined,
  };
  expect(readsText(planOf(rolloutYaml({ ...native, steps: [{ weight: 50, bakeSeconds: 60 }] })))).toEqual([
    'up to 66 such rollouts at once can wait for a step of ECS: it lets an account read its services 20 times a second in a Region, and each takes 3 every 10 s; more of them wait longer',
  ]);
});

it('tells nothing where ECS does not make the steps', () => {
  expect(readsText(planOf(rolloutYaml()))).toEqual([]);
});
