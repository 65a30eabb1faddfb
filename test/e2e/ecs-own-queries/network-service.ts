import { CreateServiceCommand, ECSClient } from '@aws-sdk/client-ecs';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { clientOf } from '../../../infra/demo/aws-client.ts';
import { CONTAINER, JUDGED, settled, type CreateUncounted } from './uncounted-service.ts';

/** Creates a service behind a Network Load Balancer, whose listener ECS shifts. */
export const createNetworkService: CreateUncounted = async (cloud, service, taskDefinition) => {
  const aws = clientOf(cloud);
  const [ecs, elb] = [new ECSClient(aws), new ElasticLoadBalancingV2Client(aws)];
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
  const { containerName, containerPort } = CONTAINER;
  await ecs.send(
    new CreateServiceCommand({
      cluster: cloud.endpoints.environment,
      serviceName: service,
      taskDefinition,
      desiredCount: 1,
      launchType: 'FARGATE',
      loadBalancers: [
        {
          containerName,
          containerPort,
          targetGroupArn: blue,
          advancedConfiguration: {
            alternateTargetGroupArn: green,
            productionListenerRule: ListenerArn,
            roleArn: 'arn:aws:iam::123456789012:role/ecs-infrastructure',
          },
        },
      ],
      deploymentConfiguration: JUDGED,
    }),
  );
  return settled(cloud, service, ({ listenerArn }) => listenerArn === ListenerArn);
};
