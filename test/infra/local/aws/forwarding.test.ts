import { CreateServiceCommand } from '@aws-sdk/client-ecs';
import {
  DescribeTargetGroupsCommand,
  ModifyListenerCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { startEcs } from '../../../activities/provisioners/ecs-world.ts';
import { startAws, type AwsServer } from './server.ts';

let aws: AwsServer;
beforeAll(async () => {
  aws = await startAws();
  await aws.knobs({ agent: 'simulated', ecs_start_ms: 10 });
});
afterAll(() => aws.stop());

it('takes an ECS service behind the target groups that a listener or a rule forwards to now', async () => {
  const { alb } = await startEcs(aws);
  const balancers = async () => {
    const command = new DescribeTargetGroupsCommand({ TargetGroupArns: [alb.group('b')] });
    return (await alb.elb.send(command)).TargetGroups?.[0]?.LoadBalancerArns;
  };
  const createService = () =>
    aws.ecs.send(
      new CreateServiceCommand({
        cluster: 'shop',
        serviceName: 'cart-v1',
        taskDefinition: 'cart',
        desiredCount: 0,
        loadBalancers: [{ targetGroupArn: alb.group('b'), containerName: 'app', containerPort: 8080 }],
      }),
    );
  const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn: alb.group('a') }];
  await alb.elb.send(new ModifyListenerCommand({ ListenerArn: alb.listener, DefaultActions }));

  await alb.weigh({ a: 1 });
  expect(await balancers()).toEqual([]);
  await expect(createService()).rejects.toThrow(/does not have an associated load balancer/);

  await alb.weigh({ a: 1, b: 0 });
  expect(await balancers()).toEqual([expect.stringContaining(':loadbalancer/app/shop/')]);
  await createService();
});
