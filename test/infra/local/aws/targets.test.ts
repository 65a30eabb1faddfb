import {
  DeregisterTargetsCommand,
  DescribeTargetHealthCommand,
  ModifyTargetGroupAttributesCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { startAlb } from '../../../activities/load-balancing/alb-world.ts';
import { startAws, type AwsServer } from './server.ts';

let aws: AwsServer;
beforeAll(async () => void (aws = await startAws()));
afterAll(() => aws.stop());

it('keeps a target that is deregistered by call as long as its group lets it drain', async () => {
  const { elb, group } = await startAlb(aws);
  const TargetGroupArn = group('a');
  const targets = { TargetGroupArn, Targets: [{ Id: '10.0.1.7' }] };
  const states = async () => {
    const { TargetHealthDescriptions = [] } = await elb.send(
      new DescribeTargetHealthCommand({ TargetGroupArn }),
    );
    return TargetHealthDescriptions.map(({ Target, TargetHealth }) => [Target?.Id, TargetHealth?.State]);
  };
  await elb.send(new RegisterTargetsCommand(targets));
  expect(await states()).toEqual([['10.0.1.7', 'healthy']]);
  await elb.send(new DeregisterTargetsCommand(targets));
  expect(await states()).toEqual([['10.0.1.7', 'draining']]);

  await elb.send(new RegisterTargetsCommand(targets));
  const Attributes = [{ Key: 'deregistration_delay.timeout_seconds', Value: '0' }];
  await elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }));
  await elb.send(new DeregisterTargetsCommand(targets));
  expect(await states()).toEqual([]);
});
