import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { ssmVersionRecords } from '../../../activities/version-records/ssm.ts';
import { recordName } from '../../../workflows/rollout/names.ts';
import { createVersionActivities } from '../../../activities/versions.ts';
import { ANSWERS } from '../../infra/local/aws/answers.ts';
import { startAws, type AwsServer } from '../../infra/local/aws/server.ts';

let aws: AwsServer;
beforeAll(async () => {
  aws = await startAws();
});
afterAll(() => aws.stop());

describe.each(ANSWERS)('on an AWS %s', (_, answers) => {
  beforeEach(async () => {
    await aws.reset();
    await aws.knobs(answers);
  });

  const activities = () => createVersionActivities(ssmVersionRecords(aws.ssm));

  it('knows no version before the first deployment', async () => {
    expect(await activities().readVersion('shop', 'cart')).toBeNull();
  });

  it("numbers the deployments by the parameter's own counter", async () => {
    expect(await activities().recordVersion('shop', 'cart', 'cart:1.a')).toEqual({
      number: 1,
      image: 'cart:1.a',
    });
    expect(await activities().recordVersion('shop', 'cart', 'cart:2.b')).toEqual({
      number: 2,
      image: 'cart:2.b',
    });
    expect(await activities().readVersion('shop', 'cart')).toEqual({ number: 2, image: 'cart:2.b' });
  });

  it('recording the same version again, as after a lost reply, counts no second deployment', async () => {
    await activities().recordVersion('shop', 'cart', 'cart:1.a');
    expect(await activities().recordVersion('shop', 'cart', 'cart:1.a')).toEqual({
      number: 1,
      image: 'cart:1.a',
    });
  });

  it("goes on with a SecureString that the article's pipeline wrote", async () => {
    const parameter = { Name: recordName('shop', 'cart'), Value: 'cart:1.a', Type: 'SecureString' as const };
    await aws.ssm.send(new PutParameterCommand(parameter));
    expect(await activities().readVersion('shop', 'cart')).toEqual({ number: 1, image: 'cart:1.a' });
    expect(await activities().recordVersion('shop', 'cart', 'cart:2.b')).toEqual({
      number: 2,
      image: 'cart:2.b',
    });
  });
});
