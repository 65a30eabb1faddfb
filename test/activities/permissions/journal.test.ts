import { startAlb, OWNER } from '../load-balancing/alb-world.ts';
import { startAws, type AwsServer } from '../../infra/local/aws/server.ts';

let aws: AwsServer;
beforeAll(async () => {
  aws = await startAws();
});
afterAll(() => aws.stop());

it('the local AWS tells with each call the tags that IAM would look at', async () => {
  const alb = await startAlb(aws);
  await alb.tag('a', 'v1');
  const [call] = (await aws.calls()).filter(({ action }) => action === 'AddTags');
  expect(call?.permissions).toEqual([
    {
      action: 'elasticloadbalancing:AddTags',
      resource: alb.group('a'),
      context: {
        'aws:ResourceTag/serin:environment': [OWNER.environment],
        'aws:ResourceTag/serin:service': [OWNER.service],
        'aws:RequestTag/serin:version': ['v1'],
        'aws:TagKeys': ['serin:version'],
      },
    },
  ]);
});
