import { readFileSync } from 'node:fs';
import { settlePlan } from '../../../activities/plan/settle.ts';
import type { RolloutPlan } from '../../../workflows/rollout/plan.ts';
import { deployJson } from '../../fakes/deploy-json.ts';
import { rolloutYaml } from '../../fakes/rollout-yaml.ts';

const ARTICLE = readFileSync('test/e2e/article-template.yaml', 'utf8');
const RULE =
  'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener-rule/app/shop/50dc6c49/f2f7dc8e/9683b2d0';
export const LISTENER =
  'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/shop/50dc6c49/f2f7dc8e';

/** The plan of a deployment file's content; fails with what is wrong in it. */
export function planOf(file: object): RolloutPlan {
  const settled = settlePlan(file);
  if (!settled.ok) throw new Error(JSON.stringify(settled.problems));
  return settled.value;
}

export const balanced = (changes: object = {}) =>
  planOf(
    rolloutYaml({
      version: { id: 'v2', image: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/cart:v2' },
      router: { kind: 'alb', rule: { arn: RULE } },
      provisioner: { kind: 'ecs', replace: 'swap', tasks: 1 },
      metrics: { kind: 'loadBalancer' },
      ...changes,
    }),
  );

/** The article's file, with some of its fields otherwise. */
export const articleFile = (changes: object = {}) =>
  deployJson({ CanaryTemplate: Buffer.from(ARTICLE).toString('base64'), ...changes });

/** Plans of all kinds, by what they are. */
export const PLANS: Readonly<Record<string, RolloutPlan>> = {
  'the article’s deploy.json': planOf(articleFile()),
  'a service behind a load balancer': balanced(),
  'a service that keeps its name': balanced({ provisioner: { kind: 'ecs', tasks: 1 } }),
  'a listener’s default action': balanced({ router: { kind: 'alb', rule: { arn: LISTENER } } }),
  'a rule by its tags': balanced({
    router: { kind: 'alb', rule: { listener: LISTENER, tags: { service: 'cart' } } },
  }),
  'people told by AWS': balanced({
    notifications: [
      { name: 'rules', kind: 'eventBridge', eventBus: 'deployments' },
      { name: 'mail', kind: 'sns', topic: 'arn:aws:sns:eu-west-1:123456789012:deployments' },
    ],
  }),
  'a service whose traffic ECS shifts': balanced({
    driver: { kind: 'ecsNative' },
    router: undefined,
    provisioner: undefined,
  }),
  'versions that are given': planOf(
    rolloutYaml({
      stable: 'v1',
      router: { kind: 'appMesh', protocol: 'http', nodes: { v1: 'cart-vn', v2: 'cart-v2-vn' } },
      provisioner: { kind: 'given', services: { v1: 'cart', v2: 'cart-v2' } },
    }),
  ),
};
