import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { MockActivityEnvironment } from '@temporalio/testing';
import { settlePlan } from '../../activities/plan/settle.ts';
import type { Policy } from '../../activities/policy/policy.ts';
import { taskLook } from '../../client/rollouts/seen-tasks.ts';
import { inAccountOf, perAccount } from '../../worker/accounts.ts';
import { awsActivities, awsClients } from '../../worker/adapters.ts';
import { rolloutId } from '../../workflows/messages.ts';
import { notificationId } from '../../workflows/rollout/notifications.ts';
import { inPlace } from '../fakes/rollout-yaml.ts';
import { awsOfTheShell } from './aws-of-the-shell.ts';

const aws = awsOfTheShell();

const POLICY: Policy = {
  file: 'policy.yaml',
  rules: [
    { line: 2, column: 5, environments: ['shop'], services: ['*'] },
    {
      line: 4,
      column: 5,
      environments: ['pay'],
      services: ['*'],
      account: {
        id: '210987654321',
        roleArn: 'arn:aws:iam::210987654321:role/serin-rollouts',
        externalId: 'pay-8d1f0c',
      },
    },
  ],
};

it('one worker serves two accounts, each rollout in that of its service', async () => {
  const activities = inAccountOf(
    perAccount(POLICY, (place) => ({
      ...awsActivities(awsClients(place), false),
      account: async () => (await new STSClient(place).send(new GetCallerIdentityCommand({}))).Account,
    })),
  );
  const carriedOut = <T>(environment: string, work: () => Promise<T>): Promise<T> =>
    new MockActivityEnvironment({
      workflowExecution: { workflowId: rolloutId(environment, 'cart'), runId: 'run-1' },
    }).run(work);

  expect(await carriedOut('shop', activities.account)).toBe('123456789012');
  expect(await carriedOut('pay', activities.account)).toBe('210987654321');

  // The same name in two accounts is two parameters.
  await carriedOut('shop', () => activities.recordVersion('shop', 'cart', 'cart:ours'));
  await carriedOut('pay', () => activities.recordVersion('shop', 'cart', 'cart:theirs'));
  const images = ['shop', 'pay'].map((environment) =>
    carriedOut(environment, () => activities.readVersion('shop', 'cart')),
  );
  expect((await Promise.all(images)).map((record) => record?.image)).toEqual(['cart:ours', 'cart:theirs']);

  const assumed = (await aws().calls()).filter(({ action }) => action === 'AssumeRole');
  for (const { parameters } of assumed)
    expect(parameters).toMatchObject({ ExternalId: 'pay-8d1f0c', RoleSessionName: 'serin-worker' });
  // Each service's client once, and not for each call.
  expect(assumed.length).toBe(2);
});

it('a dashboard looks at the tasks of a rollout as the role that the policy names for it', async () => {
  const before = (await aws().calls()).length;
  const settled = settlePlan(inPlace());
  if (!settled.ok) throw new Error(JSON.stringify(settled.problems));
  const look = taskLook(POLICY);
  const rolesFor = async (environment: string) => {
    // Neither account has its service.
    await expect(look({ ...settled.value, environment }, ['v1'])).rejects.toThrow(
      /there is no listener rule/,
    );
    const calls = (await aws().calls()).slice(before);
    return calls.flatMap(({ action, parameters }) =>
      action === 'AssumeRole' ? [parameters['RoleArn']] : [],
    );
  };
  expect(await rolesFor('shop')).toEqual([]);
  expect([...new Set(await rolesFor('pay'))]).toEqual(['arn:aws:iam::210987654321:role/serin-rollouts']);
});

it('people are told in the account of the rollout', () => {
  const placeOf = perAccount(POLICY, (place) => place);
  const event = { environment: 'pay', service: 'cart', id: 'run-1/held/2' };
  expect(placeOf(notificationId({ name: 'team' }, event)).credentials).toBeDefined();
});

it('what is no rollout works in the account of the worker', () => {
  const placeOf = perAccount(POLICY, (place) => place);
  expect(placeOf('canary-queue/pay/cart')).toEqual({});
  expect(placeOf(undefined)).toEqual({});
  expect(placeOf(rolloutId('unknown', 'cart'))).toEqual({});
});
