import { type ECSClient, DescribeServicesCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { Payload } from '@temporalio/common';
import { MADE_CALLS, type MadeCall } from '../../activities/made-calls.ts';
import { awsClients } from '../../worker/adapters.ts';
import { noted, withNotedCalls } from '../../worker/noted-calls.ts';

const NOBODY = {
  accessKeyId: 'none',
  secretAccessKey: 'none',
  sessionToken: 'none',
  expiration: new Date(8e15),
};
const ANSWER: Payload = { metadata: {}, data: new Uint8Array() };

/** Clients of an ECS that refuses to change one service, and takes everything else. */
function clientsOf(refused: string) {
  const clients = awsClients({ region: 'eu-west-1', credentials: () => Promise.resolve(NOBODY) });
  clients.ecs.middlewareStack.add(
    () =>
      ({ input }) =>
        (input as { service?: string }).service === refused
          ? Promise.reject(Object.assign(new Error('not yours'), { name: 'AccessDeniedException' }))
          : Promise.resolve({ output: { $metadata: {} }, response: undefined }),
    { step: 'build', name: 'answer' },
  );
  return noted(clients);
}

/** What stands beside the answer of an activity. */
async function callsBeside(act: (ecs: ECSClient) => Promise<unknown>): Promise<MadeCall[] | undefined> {
  const { ecs } = clientsOf('till');
  return new MockActivityEnvironment().run(async () => {
    await act(ecs);
    const [answer] = await withNotedCalls.encode([ANSWER]);
    const beside = answer?.metadata?.[MADE_CALLS];
    return beside && (JSON.parse(new TextDecoder().decode(beside)) as MadeCall[]);
  });
}

const update = (service: string) => new UpdateServiceCommand({ cluster: 'shop', service, desiredCount: 3 });

it('notes what an activity changes in AWS, in the words of the plan', async () => {
  expect(await callsBeside((ecs) => ecs.send(update('cart')))).toEqual([
    {
      at: expect.any(String) as string,
      service: 'ecs',
      action: 'UpdateService',
      told: expect.objectContaining({ service: 'cart' }) as object,
    },
  ]);
});

it('notes what AWS refuses, by its own name for it', async () => {
  const calls = await callsBeside((ecs) => ecs.send(update('till')).catch(() => undefined));
  expect(calls).toMatchObject([{ action: 'UpdateService', error: 'AccessDeniedException' }]);
});

it('notes nothing of what only looks', async () => {
  const look = new DescribeServicesCommand({ cluster: 'shop', services: ['cart'] });
  expect(await callsBeside((ecs) => ecs.send(look))).toBeUndefined();
});

it('leaves an answer as it is outside of an activity', async () => {
  expect(await withNotedCalls.encode([ANSWER])).toEqual([ANSWER]);
});
