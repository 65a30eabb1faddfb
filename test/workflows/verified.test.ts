import { generateKeyPairSync } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { signerBy } from '../../dashboard/server/login/signer.ts';
import { commandUpdate, statusQuery } from '../../workflows/messages.ts';
import type { CommandInput } from '../../workflows/rollout/command.ts';
import type { SignedCommand } from '../../workflows/rollout/signed-command.ts';
import { rolloutYaml } from '../fakes/rollout-yaml.ts';
import { worldServing, type World } from '../fakes/world.ts';
import { startHarness, type Harness, type Operator } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const newSigner = () =>
  signerBy(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
const dashboard = newSigner();

const GATED = rolloutYaml({
  steps: [{ weight: 33, bakeSeconds: 60, gate: { by: ['oncall'], seconds: 3600, verified: true } }],
});

/** A world whose worker knows the dashboard's key, or none. */
function worldKnowing(signingKeys?: readonly string[]): World {
  const world = worldServing('v1');
  const rule = { line: 2, column: 5, environments: ['shop'], services: ['*'] };
  world.policy = { file: 'policy.yaml', rules: [{ ...rule, ...(signingKeys && { signingKeys }) }] };
  return world;
}

/** What the dashboard signs when Olivia, who is on call, approves the first step. */
const approval = (run: string, changes: Partial<SignedCommand> = {}): SignedCommand => ({
  rollout: 'canary/shop/cart',
  run,
  command: 'approve',
  input: { by: 'olivia', groups: ['oncall'], reason: 'graphs are fine', id: 'press-1', expectedStep: 1 },
  from: '192.0.2.7',
  at: '2026-03-01T12:00:00.000Z',
  ...changes,
});

/** Rolls out to the gate, and lets a person try; the last try is the dashboard's own. */
async function atTheGate(
  tries: (run: string) => Promise<readonly CommandInput[]>,
  world = worldKnowing([dashboard.publicKey]),
) {
  const answers: string[] = [];
  const operator: Operator = async (handle, sleep) => {
    await sleep(1000);
    const { firstRunId } = await handle.query(statusQuery);
    for (const input of await tries(firstRunId)) answers.push(await approve(handle, input));
    const proof = await dashboard.sign(approval(firstRunId, { input: { ...LAST, id: 'last' } }));
    answers.push(await approve(handle, { proof }));
  };
  const ended = await harness.run(world, GATED, operator);
  return { ended, answers };
}

const LAST: CommandInput = { by: 'olivia', groups: ['oncall'], reason: 'fine', expectedStep: 1 };

const approve = (handle: WorkflowHandle, input: CommandInput): Promise<string> =>
  handle.executeUpdate(commandUpdate('approve'), { args: [input] }).then(
    () => 'taken',
    (error: Error) => (error.cause as Error).message.replace('approve is refused: ', ''),
  );

it('a gate that asks for a verified approval is opened by a signed one, and keeps who, from where and with which group', async () => {
  const { ended, answers } = await atTheGate(() => Promise.resolve([]));
  expect(answers).toEqual(['taken']);
  expect(ended.outcome).toBe('promoted');
  expect(ended.status.commands).toMatchObject([
    { command: 'approve', by: 'olivia', verified: { from: '192.0.2.7', groups: ['oncall'] } },
  ]);
  expect(ended.status.events.map(({ what }) => what)).toContain(
    'verified approve by olivia (oncall, from 192.0.2.7): fine',
  );
});

it('refuses every approval that is claimed, forged, of another rollout, run, step or command, and fails no task by it', async () => {
  const closed = '33 % has to be approved by oncall (logged in)';
  const unknownKey = "its signature is of no key that the worker's policy names";
  const signed = (run: string, changes: object) => dashboard.sign(approval(run, changes));
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const tries: [(run: string) => Promise<CommandInput>, string][] = [
    [() => Promise.resolve({ by: 'olivia', groups: ['oncall'] }), closed],
    [() => Promise.resolve({ by: 'olivia', groups: ['oncall'], isVerified: true } as CommandInput), closed],
    [() => Promise.resolve({ verified: { from: 'x', groups: ['oncall'] } } as CommandInput), closed],
    [() => Promise.resolve({ proof: '' }), unknownKey],
    [() => Promise.resolve({ proof: '..' }), unknownKey],
    [() => Promise.resolve({ proof: 'x'.repeat(1_000_000) }), unknownKey],
    [async (run) => ({ proof: await newSigner().sign(approval(run)) }), unknownKey],
    [
      async (run) => {
        const [head, , signature] = (await signed(run, {})).split('.');
        return { proof: `${head}.${part(approval(run, { from: 'elsewhere' }))}.${signature}` };
      },
      unknownKey,
    ],
    [
      (run) =>
        Promise.resolve({ proof: `${part({ alg: 'none', typ: 'serin-command' })}.${part(approval(run))}.` }),
      unknownKey,
    ],
    [
      async (run) => ({ proof: await signed(run, { rollout: 'canary/shop/till' }) }),
      'it was signed for another rollout',
    ],
    [async () => ({ proof: await signed('another-run', {}) }), 'it was signed for another rollout'],
    [async (run) => ({ proof: await signed(run, { command: 'pause' }) }), 'it was signed for pause'],
    [
      async (run) => ({ proof: await signed(run, { input: { by: 'olivia', groups: ['oncall'], id: 'a' } }) }),
      'it was signed for no step',
    ],
    [
      async (run) => ({
        proof: await signed(run, { input: { by: 'olivia', groups: ['oncall'], expectedStep: 1 } }),
      }),
      'it was signed without an id',
    ],
    [async (run) => ({ proof: await signed(run, { input: null }) }), unknownKey],
    [
      async (run) => ({ proof: await signed(run, { input: { ...LAST, id: 'b', expectedStep: 2 } }) }),
      'step 1 is under way, not step 2',
    ],
    [
      async (run) => ({ proof: await signed(run, { input: { ...LAST, id: 'c', groups: ['developers'] } }) }),
      closed,
    ],
    // What stands beside the signature counts for nothing.
    [
      async (run) => ({
        groups: ['oncall'],
        proof: await signed(run, { input: { ...LAST, id: 'd', groups: [] } }),
      }),
      closed,
    ],
  ];
  const { ended, answers } = await atTheGate((run) => Promise.all(tries.map(([make]) => make(run))));
  expect(answers).toEqual([...tries.map(([, words]) => words), 'taken']);
  expect(ended.outcome).toBe('promoted');
  expect(ended.history.events?.filter((event) => event.workflowTaskFailedEventAttributes)).toEqual([]);
});

it('neither a promotion nor another weight goes past such a gate by a claim, and a signal is no way around', async () => {
  const refused: unknown[] = [];
  const ended = await harness.run(worldKnowing([dashboard.publicKey]), GATED, async (handle, sleep) => {
    await sleep(1000);
    for (const [name, input] of [
      ['promote', { by: 'oncall' }],
      ['setWeight', { by: 'oncall', weight: 90 }],
    ] as const)
      refused.push(
        await handle
          .executeUpdate(commandUpdate(name), { args: [input] })
          .catch(({ cause }: Error) => (cause as Error).message),
      );
    await handle.signal('approve', { by: 'oncall', groups: ['oncall'] });
    await handle.signal('approve', { proof: 'e30.e30.AA' });
    await handle.signal('promote', { by: 'oncall', step: true });
    await sleep(10);
    const { firstRunId, commands, approved } = await handle.query(statusQuery);
    refused.push(
      approved,
      commands.map((each) => each.refused),
    );
    await handle.signal('approve', { proof: await dashboard.sign(approval(firstRunId)) });
  });
  const closed = '33 % has to be approved by oncall (logged in)';
  expect(refused).toEqual([
    `promote is refused: ${closed}`,
    `setWeight is refused: ${closed}`,
    false,
    [closed, "its signature is of no key that the worker's policy names", closed],
  ]);
  expect(ended.outcome).toBe('promoted');
});

it('takes a signed command once, however often it comes and whatever claims come in between', async () => {
  const ended = await harness.run(
    worldKnowing([dashboard.publicKey]),
    rolloutYaml(),
    async (handle, sleep) => {
      await sleep(10);
      const { firstRunId } = await handle.query(statusQuery);
      const proof = await dashboard.sign(
        approval(firstRunId, { command: 'pause', input: { by: 'olivia', id: 'press-1' } }),
      );
      await handle.signal('pause', { proof });
      for (let i = 0; i < 210; i++) await handle.signal('resume', { by: 'mallory', id: `claim-${i}` });
      await handle.signal('pause', { proof });
    },
  );
  expect(ended.outcome).toBe('promoted');
});

it('takes an abort whose proof does not hold for a claim, since no key may keep anybody from it', async () => {
  const ended = await harness.run(worldKnowing([dashboard.publicKey]), GATED, async (handle, sleep) => {
    await sleep(10);
    await handle.signal('abort', {
      by: 'olivia',
      reason: 'smoke',
      proof: await newSigner().sign(approval('x')),
    });
  });
  expect(ended.outcome).toBe('Aborted');
  expect(ended.status.commands).toEqual([expect.not.objectContaining({ verified: expect.anything() })]);
});

it.each([
  ['without a policy', undefined],
  ['whose policy names no key', worldKnowing()],
])(
  'a worker %s begins no rollout whose gate nobody could open',
  async (_which, world = worldServing('v1')) => {
    const ended = await harness.run(world, GATED);
    expect(ended.outcome).toBe('Refused');
    expect(ended.reason).toMatch(
      /33 % asks for an approval of somebody who has logged in, which nobody can give/,
    );
  },
);

it('a worker that knows no key takes what comes with a proof for the claim that stands beside it', async () => {
  const open = rolloutYaml({ steps: [{ weight: 33, bakeSeconds: 60, gate: { by: ['oncall'] } }] });
  const ended = await harness.run(worldServing('v1'), open, async (handle, sleep) => {
    await sleep(100);
    await handle.signal('approve', { by: 'olivia', groups: ['oncall'], proof: 'anything' });
  });
  expect(ended.outcome).toBe('promoted');
  expect(ended.status.commands).toMatchObject([{ by: 'olivia' }]);
});
