import type { Service } from '@aws-sdk/client-ecs';

/** Everything that speaks against copying the serving service, each a sentence for a person; empty if nothing does. */
export function refusalsOf(service: Service): string[] {
  const name = `ECS service ${service.serviceName}`;
  const controller = service.deploymentController?.type ?? 'ECS';
  const strategy = service.deploymentConfiguration?.strategy ?? 'ROLLING';
  const balancers = service.loadBalancers ?? [];
  const underway =
    (service.deployments ?? []).length > 1 || service.deployments?.[0]?.rolloutState === 'IN_PROGRESS';
  const { connected, lattice } = waysTo(service);
  const refusals: readonly (readonly [boolean, string])[] = [
    [
      controller !== 'ECS',
      `${name} is deployed by ${controller}: give it the deployment controller ECS first`,
    ],
    [
      strategy !== 'ROLLING' ||
        balancers.some(({ advancedConfiguration }) => advancedConfiguration !== undefined),
      `${name} has the deployment strategy ${strategy} with weights of its own: ECS owns its listener rule, so give it the strategy ROLLING without advancedConfiguration first`,
    ],
    [balancers.length > 1, `${name} is behind ${balancers.length} target groups: weights hold for one only`],
    [
      (service.serviceRegistries ?? []).length > 0 || connected,
      `${name} can also be found by ${connected ? 'Service Connect' : 'Cloud Map'}, where no weights hold`,
    ],
    [lattice, `${name} can also be reached by VPC Lattice, where no weights hold`],
    [
      service.schedulingStrategy === 'DAEMON',
      `${name} has the scheduling strategy DAEMON, with a task on every instance: there is no room for a second one, so give it the strategy REPLICA first`,
    ],
    [underway, `${name} has a deployment in flight: wait until it has ended`],
  ];
  return refusals.filter(([against]) => against).map(([, sentence]) => sentence);
}

/** Ways to a service that no load balancer's weights hold for. A mere client of Service Connect is not found by it. */
function waysTo({ deployments = [] }: Service): { readonly connected: boolean; readonly lattice: boolean } {
  return {
    connected: deployments.some(
      ({ serviceConnectConfiguration: connect }) =>
        connect?.enabled === true && (connect.services ?? []).length > 0,
    ),
    lattice: deployments.some(({ vpcLatticeConfigurations = [] }) => vpcLatticeConfigurations.length > 0),
  };
}
