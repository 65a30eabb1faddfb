import type { FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';
import { accessOf } from '../../../dashboard/server/login/access.ts';
import { rolloutsOf } from '../../../dashboard/server/rollouts.ts';
import { statusQuery } from '../../../workflows/messages.ts';
import { startProgram } from '../../e2e/program.ts';
import { rolloutYaml } from '../../fakes/rollout-yaml.ts';
import { worldServing } from '../../fakes/world.ts';
import { startHarness, type Harness } from '../../workflows/harness.ts';
import { dashboardOf } from '../dashboard-of.ts';
import { AUDIENCE, JOB, secondsFromNow, startIssuing, type Issuing } from './issuing.ts';
import { accessFile, newSigner } from './providing.ts';

/** A rollout on Temporal's server, a dashboard, a CI service that signs, and the command as a job runs it. */
let harness: Harness;
let service: Issuing;
let app: FastifyInstance;
let url: string;
const signer = newSigner();

beforeAll(async () => {
  service = await startIssuing();
  harness = await startHarness();
  const of = (subjects: string, group: string) => ({
    issuer: service.issuer,
    audience: AUDIENCE,
    subjects: [subjects],
    groups: [group],
    nameClaim: 'sub',
    groupsClaim: 'groups',
  });
  const file = accessFile('http://127.0.0.1:8088', 'https://id.example.com');
  const role = {
    role: 'approver' as const,
    groups: ['pipelines'],
    environments: ['shop'],
    services: ['cart'],
  };
  const access = accessOf(
    {
      ...file,
      tokens: [of('repo:shop/cart:*', 'pipelines'), of('repo:shop/till:*', 'developers')],
      roles: [...file.roles, role],
    },
    { SECRET: 'only for tests' },
  );
  const temporal = { client: harness.env.client, address: 'here', close: () => Promise.resolve() };
  app = await dashboardOf(rolloutsOf(temporal), undefined, { access: { ...access, signer } });
  await app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await app?.close();
  service?.close();
  await harness?.close();
});

/** What `serin approve` ends with in a job that has a token, and cannot reach Temporal. */
async function approve(idToken: string): Promise<{ readonly code: number; readonly printed: string }> {
  const { exitCode, printed } = startProgram(
    process.execPath,
    ['client/main.ts', 'approve', 'shop/cart', '--reason', 'smoke tests are green', '--by', 'olivia'],
    {
      env: {
        PATH: process.env['PATH'],
        TEMPORAL_ADDRESS: '127.0.0.1:1',
        SERIN_DASHBOARD_URL: url,
        SERIN_ID_TOKEN: idToken,
      },
    },
  );
  return { code: await exitCode, printed: printed() };
}

const NOT_BELIEVED = { code: 2, printed: expect.stringContaining('does not believe this login') as string };

it("a job's token opens a gate that asks for somebody verified, and one that is not quite it opens nothing", async () => {
  const world = worldServing('v1');
  const rule = { line: 2, column: 5, environments: ['shop'], services: ['*'] };
  world.policy = { file: 'policy.yaml', rules: [{ ...rule, signingKeys: [signer.publicKey] }] };
  const gate = { by: ['pipelines'], seconds: 3600, verified: true };
  const gated = rolloutYaml({ steps: [{ weight: 33, bakeSeconds: 60, gate }] });

  const seen: Record<string, unknown> = {};
  const ended = await harness.run(world, gated, async (handle, sleep) => {
    await sleep(1000);
    seen['audience'] = await approve(await service.token({ aud: 'https://other.example.com' }));
    seen['issuer'] = await approve(await service.token({ iss: 'https://evil.example' }));
    seen['subject'] = await approve(await service.token({ sub: 'repo:mallory/cart:environment:production' }));
    seen['expiry'] = await approve(await service.token({ exp: secondsFromNow(-1) }));
    seen['role'] = await approve(await service.token({ sub: 'repo:shop/till:environment:production' }));
    const { approved, commands } = await handle.query(statusQuery);
    seen['before'] = { approved, commands };
    seen['right'] = await approve(await service.token());
    seen['after'] = (await handle.query(statusQuery)).commands;
  });
  expect(seen).toEqual({
    audience: NOT_BELIEVED,
    issuer: NOT_BELIEVED,
    subject: NOT_BELIEVED,
    expiry: NOT_BELIEVED,
    role: {
      code: 5,
      printed: expect.stringContaining(
        'repo:shop/till:environment:production is an operator (developers) here, and this takes an approver',
      ) as string,
    },
    before: { approved: false, commands: [] },
    right: { code: 0, printed: expect.stringContaining('canary/shop/cart: taken') as string },
    after: [
      expect.objectContaining({
        command: 'approve',
        by: JOB,
        reason: 'smoke tests are green',
        verified: { from: '127.0.0.1', groups: ['pipelines'] },
      }),
    ],
  });
  expect(ended.outcome).toBe('promoted');
});
