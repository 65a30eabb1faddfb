import { settlePlan } from '../../../activities/plan/settle.ts';
import { contentBefore, contentOfRevision, imageOfContent } from '../../../client/rollouts/undo-content.ts';
import type { RolloutPlan } from '../../../workflows/rollout/plan.ts';
import { deployJson } from '../../fakes/deploy-json.ts';
import { inPlace, rolloutYaml } from '../../fakes/rollout-yaml.ts';

function planOf(content: unknown): RolloutPlan {
  const settled = settlePlan(content);
  if (!settled.ok) throw new Error(JSON.stringify(settled.problems));
  return settled.value;
}

const BEFORE = { version: 'v1', definition: 'cart:7', image: 'shop/cart:v1' };

it('runs the task definition that the service ran, all traffic at once, and only where the undone version is stable', () => {
  const given = inPlace({
    keepOldSeconds: 3600,
    provisioner: { kind: 'ecs', container: 'app', tasks: 1, environment: { COLOUR: 'blue' } },
  });
  const plan = planOf(contentOfRevision(given, BEFORE, 'v2'));
  expect(plan).toMatchObject({
    version: { id: 'v1', image: 'shop/cart:v1' },
    stable: 'v2',
    steps: [{ weight: 100, bakeSeconds: 180 }],
    driver: { provisioner: { revision: 'cart:7', container: 'app', environment: {} } },
  });
  expect([plan.keepOldSeconds, plan.driver.provisioner]).toEqual([
    undefined,
    expect.not.objectContaining({ tasks: 1 }),
  ]);
});

it('rolls the version before out from its own file where services change their names', () => {
  const given = rolloutYaml({ version: { id: 'v1', image: 'shop:v1' }, keepOldSeconds: 3600 });
  expect(planOf(contentBefore(given, 'v2'))).toMatchObject({
    version: { id: 'v1', image: 'shop:v1' },
    stable: 'v2',
    steps: [{ weight: 100, bakeSeconds: 60 }],
    driver: { provisioner: { kind: 'cloudFormation', parameters: { Sha: 'v1' } } },
  });
});

it.each(['PercentageStep', 'percent_step'])('takes the article’s file with its %s for all traffic', (key) => {
  const { PercentageStep: _, ...file } = deployJson();
  expect(planOf(contentBefore({ ...file, [key]: 33 }, 'v2')).steps).toHaveLength(1);
});

it('calls an image as the file does, and not by the digest that runs', () => {
  expect(imageOfContent(inPlace())).toBe('shop:2026-01-02.v2');
  expect(imageOfContent(deployJson())).toBeUndefined();
});
