import { settlePlan } from '../../../activities/plan/settle.ts';
import { withDigest } from '../../../workflows/rollout/pinned-image.ts';
import type { RolloutPlan } from '../../../workflows/rollout/plan.ts';
import { deployJson } from '../../fakes/deploy-json.ts';
import { weightedOf } from '../../fakes/weighted-of.ts';

const DIGEST = `sha256:${'0f1e'.repeat(16)}`;
const RULE = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener-rule/app/shop/50dc/f2f7/9683';

function planOf(file: object): RolloutPlan {
  const settled = settlePlan(file);
  if (!settled.ok) throw new Error(JSON.stringify(settled.problems));
  return settled.value;
}

const rolloutYaml = (image: string) => ({
  environment: 'shop',
  service: 'cart',
  version: { id: 'v2', image },
  router: { kind: 'alb', rule: { arn: RULE } },
  provisioner: { kind: 'ecs' },
  steps: [{ weight: 10, bakeSeconds: 60 }],
  finalBakeSeconds: 60,
});

it.each([
  ['a tag', 'shop/cart:v2', `shop/cart@${DIGEST}`],
  ['no tag', 'shop/cart', `shop/cart@${DIGEST}`],
  ['a port in its registry', 'registry:5000/cart:v2', `registry:5000/cart@${DIGEST}`],
  ['a port and no tag', 'registry:5000/cart', `registry:5000/cart@${DIGEST}`],
  ['a digest already', `cart@${DIGEST}`, `cart@${DIGEST}`],
])('runs an image that has %s by its digest', (_what, image, pinned) => {
  const { version, driver } = withDigest(planOf(rolloutYaml(image)), DIGEST);
  expect(driver.provisioner).toMatchObject({ kind: 'ecs', image: pinned });
  expect(version).toEqual({ id: 'v2', image, digest: DIGEST });
});

it("gives a template the image by its digest, whatever the parameter's name, and leaves the others", () => {
  const plan = planOf(deployJson({ ContainerImage: 'shop:2026-01-02.v2' }));
  const { provisioner: before } = weightedOf(plan);
  const { provisioner } = weightedOf(withDigest(plan, DIGEST));
  if (provisioner.kind !== 'cloudFormation' || before.kind !== 'cloudFormation') throw new Error();
  expect(provisioner.parameters).toEqual({
    ...before.parameters,
    ContainerImage: `shop@${DIGEST}`,
  });
});

it('keeps the name for the record, by which the version is known again', () => {
  expect(withDigest(planOf(deployJson()), DIGEST).version.image).toBe('shop:2026-01-02.v2');
});
