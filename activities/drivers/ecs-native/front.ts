import {
  DescribeServiceRevisionsCommand,
  type ECSClient,
  type Service,
  type ServiceRevision,
} from '@aws-sdk/client-ecs';
import type { EcsServices } from '../../../workflows/rollout/provisioner-spec.ts';
import { readService } from './service.ts';

/** Whether a production rule is of an Application Load Balancer; of a Network Load Balancer it is a listener. */
export const isOfApplicationBalancer = (rule: string): boolean => rule.includes(':listener-rule/app/');

/** Why nobody counts a service's requests by target group, as a sentence; undefined where a load balancer does. */
export async function whyUncounted(ecs: ECSClient, spec: EcsServices): Promise<string | undefined> {
  const why = uncountedBy(await currentRevision(ecs, await readService(ecs, spec)));
  return why === undefined
    ? undefined
    : `${why}: name metrics of your own, of kind prometheus or cloudwatch, with a label that tells the revisions apart`;
}

/** What serves of a service, as ECS describes it; nothing of one that has no revision. */
export async function currentRevision(
  ecs: ECSClient,
  { currentServiceRevisions: [current] = [] }: Pick<Service, 'currentServiceRevisions'>,
): Promise<ServiceRevision> {
  if (current?.arn === undefined) return {};
  const command = new DescribeServiceRevisionsCommand({ serviceRevisionArns: [current.arn] });
  const { serviceRevisions: [revision = {}] = [] } = await ecs.send(command);
  return revision;
}

/** What stands before a revision, where that counts no requests by target group. */
export function uncountedBy(revision: ServiceRevision): string | undefined {
  const { loadBalancers = [], serviceConnectConfiguration } = revision;
  const { vpcLatticeConfigurations = [], gatewayConnectors = [] } = revision;
  const rules = loadBalancers.flatMap(({ advancedConfiguration }) => advancedConfiguration ?? []);
  if (rules.some(({ productionListenerRule = '' }) => isOfApplicationBalancer(productionListenerRule)))
    return undefined;
  if (loadBalancers.length > 0) return 'a Network Load Balancer counts connections, and no requests';
  if (vpcLatticeConfigurations.length > 0)
    return 'the metrics of VPC Lattice are not read, since what they count of failed connections was not tried';
  if (gatewayConnectors.length > 0) return 'a gateway of ECS tells nothing by revision';
  if (serviceConnectConfiguration?.enabled) return 'Service Connect tells nothing by revision';
  return 'nothing before the service counts its requests';
}
