import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { simulated } from '../../../activities/permissions/simulated.ts';
import { startAws, type AwsServer } from '../../infra/local/aws/server.ts';

let aws: AwsServer;
beforeAll(async () => {
  aws = await startAws();
});
afterAll(() => aws.stop());

it('asks on until IAM has answered about all actions and resources', async () => {
  const iam = new IAMClient(aws.settings);
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [] });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: 'serin', AssumeRolePolicyDocument }));
  const service = (i: number) => `arn:aws:ecs:eu-west-1:123456789012:service/shop/cart-${i}`;
  const Statement = [{ Effect: 'Allow', Action: ['ecs:DescribeServices'], Resource: [service(1)] }];
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'serin',
      PolicyName: 'services',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
    }),
  );
  const answers = await simulated(iam, Role?.Arn ?? '', [
    {
      sid: 'Services',
      actions: ['ecs:DescribeServices', 'ecs:UpdateService'],
      resources: Array.from({ length: 75 }, (_, i) => service(i)),
    },
  ]);
  expect(answers).toHaveLength(150);
  expect(answers.filter(({ decision }) => decision === 'allowed')).toEqual([
    { action: 'ecs:DescribeServices', resource: service(1), decision: 'allowed', wide: false },
  ]);
});
