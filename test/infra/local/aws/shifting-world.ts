import {
  ContinueServiceDeploymentCommand,
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  ListServiceDeploymentsCommand,
  RegisterTaskDefinitionCommand,
  StopServiceDeploymentCommand,
  UpdateServiceCommand,
  type DeploymentConfiguration,
  type DeploymentLifecycleHook,
  type DeploymentLifecycleHookAction,
  type DeploymentLifecycleHookStage,
  type ServiceDeployment,
} from '@aws-sdk/client-ecs';
import { startAlb } from '../../../activities/load-balancing/alb-world.ts';
import type { AwsServer } from './server.ts';
import { until } from './until.ts';

const place = { cluster: 'shop', service: 'cart' };

/** A hook that pauses at some stages. */
export const pauseAt = (
  lifecycleStages: DeploymentLifecycleHookStage[],
  timeoutInMinutes = 60,
  action?: DeploymentLifecycleHookAction,
): DeploymentLifecycleHook => ({
  targetType: 'PAUSE',
  lifecycleStages,
  timeoutConfiguration: { timeoutInMinutes, ...(action && { action }) },
});

/** Shifts 25 % at a step, without any bake, and pauses before each step and after the last. */
export const LINEAR: DeploymentConfiguration = {
  strategy: 'LINEAR',
  linearConfiguration: { stepPercent: 25, stepBakeTimeInMinutes: 0 },
  bakeTimeInMinutes: 0,
  lifecycleHooks: [pauseAt(['PRE_PRODUCTION_TRAFFIC_SHIFT', 'POST_PRODUCTION_TRAFFIC_SHIFT'])],
};

/** A service whose deployments shift traffic between the target groups a and b, with tasks that only pretend. */
export type ShiftingWorld = Awaited<ReturnType<typeof startShifting>>;

/** The service runs version 1 when this returns; `weights` are those that its listener rule has at first. */
export async function startShifting(
  aws: AwsServer,
  deploymentConfiguration = LINEAR,
  weights: Readonly<Record<string, number>> = { a: 100, b: 0 },
) {
  await aws.reset();
  await aws.knobs({ agent: 'simulated', ecs_start_ms: 5, ecs_stop_ms: 5 });
  const alb = await startAlb(aws, weights);
  const { ecs } = aws;
  await ecs.send(new CreateClusterCommand({ clusterName: place.cluster }));
  const register = async (image: string) => {
    const portMappings = [{ containerPort: 8080 }];
    const containerDefinitions = [{ name: 'app', image, portMappings }];
    const made = await ecs.send(
      new RegisterTaskDefinitionCommand({ family: 'cart', containerDefinitions, networkMode: 'awsvpc' }),
    );
    return made.taskDefinition?.taskDefinitionArn ?? '';
  };
  const balancer = {
    targetGroupArn: alb.group('a'),
    containerName: 'app',
    containerPort: 8080,
    advancedConfiguration: {
      alternateTargetGroupArn: alb.group('b'),
      productionListenerRule: alb.rule,
      roleArn: 'arn:aws:iam::123456789012:role/ecs',
    },
  };
  const create = async (settings: object = {}) =>
    ecs.send(
      new CreateServiceCommand({
        cluster: place.cluster,
        serviceName: place.service,
        taskDefinition: await register('cart:1'),
        desiredCount: 2,
        loadBalancers: [balancer],
        deploymentConfiguration,
        ...settings,
      }),
    );
  const list = async (settings: object = {}) => {
    const found = await ecs.send(new ListServiceDeploymentsCommand({ ...place, ...settings }));
    return found.serviceDeployments ?? [];
  };
  const describe = async (arn?: string): Promise<ServiceDeployment> => {
    const asked = arn ?? (await list())[0]?.serviceDeploymentArn ?? '';
    const command = new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [asked] });
    return (await ecs.send(command)).serviceDeployments?.[0] ?? {};
  };
  const untilStatus = (status: string) =>
    until(
      () => describe(),
      (each) => each.status === status,
    );
  const hookOf = ({ lifecycleHookDetails }: ServiceDeployment) =>
    lifecycleHookDetails?.find((each) => each.status === 'AWAITING_ACTION');
  const answer = async (deployment: ServiceDeployment, action?: DeploymentLifecycleHookAction) =>
    ecs.send(
      new ContinueServiceDeploymentCommand({
        serviceDeploymentArn: deployment.serviceDeploymentArn,
        hookId: hookOf(deployment)?.hookId,
        ...(action && { action }),
      }),
    );
  return {
    alb,
    balancer,
    create,
    list,
    describe,
    untilStatus,
    hookOf,
    answer,
    /** Waits until the newest deployment pauses, and answers with it. */
    paused: () =>
      until(
        () => describe(),
        (each) => hookOf(each) !== undefined,
      ),
    /** Begins a deployment of an image. */
    async deploy(image: string, settings: object = {}) {
      const taskDefinition = await register(image);
      await ecs.send(new UpdateServiceCommand({ ...place, taskDefinition, ...settings }));
      return taskDefinition;
    },
    /** Has the service run so many tasks. */
    scale: async (desiredCount: number) => ecs.send(new UpdateServiceCommand({ ...place, desiredCount })),
    stop: async (serviceDeploymentArn?: string) =>
      ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType: 'ROLLBACK' })),
    async service() {
      const { services } = await ecs.send(
        new DescribeServicesCommand({ ...place, services: [place.service] }),
      );
      return services?.[0] ?? {};
    },
    async revision(arn?: string) {
      const command = new DescribeServiceRevisionsCommand({ serviceRevisionArns: [arn ?? ''] });
      return (await ecs.send(command)).serviceRevisions?.[0] ?? {};
    },
    /** The calls that ECS made itself. */
    async ownCalls() {
      const calls = await aws.calls();
      return calls.filter(({ userAgent }) => userAgent.startsWith('ecs.amazonaws.com'));
    },
  };
}

/** The weights of source and target, as a deployment says them. */
export const weightsIn = ({ sourceServiceRevisions, targetServiceRevision }: ServiceDeployment) => [
  sourceServiceRevisions?.[0]?.requestedProductionTrafficWeight,
  targetServiceRevision?.requestedProductionTrafficWeight,
];
