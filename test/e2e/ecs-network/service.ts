import {
  CreateServiceCommand,
  DescribeServicesCommand,
  ECSClient,
  UpdateServiceCommand,
  type Service,
} from '@aws-sdk/client-ecs';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { clientOf } from '../../../infra/demo/aws-client.ts';
import { readListeners } from '../../../infra/local/up/listeners.ts';
import type { Cloud } from '../../../infra/local/up/cloud.ts';
import { patiently } from '../patiently.ts';

/** Two equal steps, each of which waits to be judged. */
const JUDGED = {
  strategy: 'LINEAR',
  linearConfiguration: { stepPercent: 50, stepBakeTimeInMinutes: 0 },
  bakeTimeInMinutes: 0,
  lifecycleHooks: [
    {
      targetType: 'PAUSE',
      lifecycleStages: ['PRE_PRODUCTION_TRAFFIC_SHIFT', 'POST_PRODUCTION_TRAFFIC_SHIFT'],
      timeoutConfiguration: { timeoutInMinutes: 1440, action: 'ROLLBACK' },
    },
  ],
} as const;

/** An ECS service behind a Network Load Balancer, whose listener ECS shifts. */
export interface NetworkService {
  /** Where its load balancer listens on this machine. */
  readonly url: string;
  deploy(taskDefinition: string): Promise<void>;
  /** The listener's weights, the greater one first. */
  weights(): Promise<number[]>;
  isSettled(): Promise<boolean>;
}

/** Creates the service with a task definition whose one container listens on port 8080, and waits until it serves. */
export async function createNetworkService(
  cloud: Cloud,
  service: string,
  taskDefinition: string,
): Promise<NetworkService> {
  const aws = clientOf(cloud);
  const [ecs, elb] = [new ECSClient(aws), new ElasticLoadBalancingV2Client(aws)];
  const { environment: cluster } = cloud.endpoints;
  const { LoadBalancers: [beside] = [] } = await elb.send(new DescribeLoadBalancersCommand({}));
  const Subnets = beside?.AvailabilityZones?.map(({ SubnetId = '' }) => SubnetId);
  const { LoadBalancers: [balancer] = [] } = await elb.send(
    new CreateLoadBalancerCommand({ Name: service, Type: 'network', Subnets }),
  );
  const createGroup = async (name: string) => {
    const { TargetGroups: [group] = [] } = await elb.send(
      new CreateTargetGroupCommand({
        Name: `${service}-${name}`,
        Protocol: 'TCP',
        Port: 80,
        TargetType: 'ip',
        VpcId: balancer?.VpcId,
        HealthCheckProtocol: 'HTTP',
        HealthCheckPath: '/health',
        HealthCheckIntervalSeconds: 5,
        HealthCheckTimeoutSeconds: 4,
        HealthyThresholdCount: 2,
      }),
    );
    await elb.send(
      new ModifyTargetGroupAttributesCommand({
        TargetGroupArn: group?.TargetGroupArn,
        Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '3' }],
      }),
    );
    return group?.TargetGroupArn;
  };
  const [blue, green] = [await createGroup('blue'), await createGroup('green')];
  const forward = [
    { TargetGroupArn: blue, Weight: 100 },
    { TargetGroupArn: green, Weight: 0 },
  ];
  const { Listeners: [{ ListenerArn } = {}] = [] } = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: balancer?.LoadBalancerArn,
      Protocol: 'TCP',
      Port: 80,
      DefaultActions: [{ Type: 'forward', ForwardConfig: { TargetGroups: forward } }],
    }),
  );
  const { services: [cart] = [] } = await ecs.send(
    new DescribeServicesCommand({ cluster, services: ['cart'] }),
  );
  await ecs.send(
    new CreateServiceCommand({
      cluster,
      serviceName: service,
      taskDefinition,
      desiredCount: 1,
      launchType: 'FARGATE',
      networkConfiguration: cart?.networkConfiguration,
      loadBalancers: [
        {
          containerName: cart?.loadBalancers?.[0]?.containerName,
          containerPort: 8080,
          targetGroupArn: blue,
          advancedConfiguration: {
            alternateTargetGroupArn: green,
            productionListenerRule: ListenerArn,
            roleArn: 'arn:aws:iam::123456789012:role/ecs-infrastructure',
          },
        },
      ],
      deploymentConfiguration: { ...JUDGED, lifecycleHooks: [...JUDGED.lifecycleHooks].map(writable) },
    }),
  );
  const described = async (): Promise<Service> => {
    const command = new DescribeServicesCommand({ cluster, services: [service] });
    return (await ecs.send(command)).services?.[0] ?? {};
  };
  const isSettled = async () => {
    const { deployments = [], currentServiceDeployment, runningCount } = await described();
    return deployments.length === 1 && currentServiceDeployment === undefined && runningCount === 1;
  };
  await patiently(isSettled);
  const { url } = await patiently(async () =>
    (await readListeners(cloud.endpoints)).find(({ listenerArn }) => listenerArn === ListenerArn),
  );

  return {
    url,
    isSettled,
    async deploy(next) {
      await ecs.send(new UpdateServiceCommand({ cluster, service, taskDefinition: next }));
    },
    async weights() {
      const command = new DescribeListenersCommand({ ListenerArns: [ListenerArn ?? ''] });
      const { Listeners: [listener] = [] } = await elb.send(command);
      const groups = listener?.DefaultActions?.[0]?.ForwardConfig?.TargetGroups ?? [];
      return groups.map(({ Weight = 0 }) => Weight).sort((a, b) => b - a);
    },
  };
}

const writable = (hook: (typeof JUDGED.lifecycleHooks)[number]) => ({
  ...hook,
  lifecycleStages: [...hook.lifecycleStages],
});
