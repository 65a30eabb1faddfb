import type { ECSClient } from '@aws-sdk/client-ecs';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { EcsServices } from '../../../workflows/rollout/provisioner-spec.ts';
import { isListener } from '../../load-balancing/alb/arns.ts';
import { readRules } from '../../load-balancing/alb/rule.ts';
import { isOfApplicationBalancer } from './front.ts';
import { readService } from './service.ts';

/** A sentence about what forwards to a service's target groups beside the rules that ECS shifts; undefined where there is nothing. */
export async function otherRulesText(
  ecs: ECSClient,
  elb: ElasticLoadBalancingV2Client,
  spec: EcsServices,
): Promise<string | undefined> {
  const { loadBalancers: [balancer] = [] } = await readService(ecs, spec);
  const { productionListenerRule: rule, testListenerRule } = balancer?.advancedConfiguration ?? {};
  if (rule === undefined || !isOfApplicationBalancer(rule)) return undefined;
  const [, ...others] = await readRules(elb, { arn: rule });
  const names = others
    .filter(({ arn }) => arn !== testListenerRule)
    .map(({ arn }) => (isListener(arn) ? `the default action of ${arn}` : arn));
  if (names.length === 0) return undefined;
  return `ECS shifts one rule alone, and leaves what else forwards to its target groups, so that its requests find no task once the groups have swapped: ${names.join(', ')}`;
}
