import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { AppMeshClient, DescribeRouteCommand } from '@aws-sdk/client-app-mesh';
import { DefaultLogger } from '@temporalio/worker';
import { notifiers } from '../../worker/notifiers.ts';
import { rolloutYaml } from '../fakes/rollout-yaml.ts';
import { awsError, worldServing } from '../fakes/world.ts';
import { startHarness, type Harness } from '../workflows/harness.ts';

const PLANTED = {
  accessKeyId: 'AKIAPLANTEDKEYID0001',
  secretAccessKey: 'planted/secret+access/key',
  sessionToken: 'plantedSessionToken+abc/def==',
  temporalApiKey: 'planted.temporal.apikey',
  codecKey: Buffer.from('planted codec key of 32 bytes!!!').toString('base64'),
  auditSecret: Buffer.from('planted signing key').toString('base64'),
  urlToken: 'plantedUrlToken',
} as const;

const logged: string[] = [];
const before = { ...process.env };
let folder: string;
let harness: Harness;
let server: Server;
let origin: string;
let noticesRefused = 0;
const asked: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'planted-'));
  writeFileSync(join(folder, 'serin.keys'), `key-1 ${PLANTED.codecKey}\n`, { mode: 0o600 });
  // AWS quotes the request that it refuses; this does so more than any of its services.
  server = createServer((request, response) => {
    if (request.url?.startsWith('/hook')) {
      const refuses = noticesRefused++ < 2;
      response.writeHead(refuses ? 302 : 200, { location: `${origin}${request.url}` }).end();
      return;
    }
    const quoted = JSON.stringify(request.headers);
    asked.push(quoted);
    response
      .writeHead(403, { 'content-type': 'application/json', 'x-amzn-errortype': 'AccessDeniedException' })
      .end(JSON.stringify({ message: `The signature does not match: ${quoted}` }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: PLANTED.accessKeyId,
    AWS_SECRET_ACCESS_KEY: PLANTED.secretAccessKey,
    AWS_SESSION_TOKEN: PLANTED.sessionToken,
    TEMPORAL_API_KEY: PLANTED.temporalApiKey,
    SERIN_CODEC_KEY_FILE: join(folder, 'serin.keys'),
    SERIN_AUDIT_SECRET: PLANTED.auditSecret,
    SERIN_AUDIT_URL: `${origin}/hook/${PLANTED.urlToken}`,
    SERIN_NOTIFY_PRIVATE: '1',
  });
  harness = await startHarness({
    logger: new DefaultLogger('DEBUG', (entry) => logged.push(inspect(entry, { depth: 9 }))),
  });
});
afterAll(async () => {
  await harness.close();
  server.close();
  process.env = before;
  rmSync(folder, { recursive: true });
});

it('what calls and notifications fail with leaves no secret in history, status or log', async () => {
  const world = worldServing('v1');
  const tell = notifiers(process.env);
  let told = 0;
  world.tell = async (channel, event) => {
    await tell(channel).notify(event, []);
    told += 1;
  };
  const appMesh = new AppMeshClient({ region: 'eu-west-1', endpoint: origin, maxAttempts: 1 });
  let writes = 0;
  world.hang('write', async () => {
    const id = { meshName: 'shop', virtualRouterName: 'cart-vr', routeName: 'cart-route' };
    if (writes++ === 0) await appMesh.send(new DescribeRouteCommand(id));
  });
  const quoting = `Authorization: AWS4-HMAC-SHA256 Credential=${PLANTED.accessKeyId}/20260101/eu-west-1/ecs/aws4_request, Signature=0123456789abcdef\nx-amz-security-token:${PLANTED.sessionToken}`;
  world.failNext('create', awsError('InternalFailure', quoting));
  world.failNext(
    'readiness',
    awsError('TimeoutError', `https://${PLANTED.accessKeyId}:x@ecs/?X-Amz-Credential=${PLANTED.accessKeyId}`),
  );

  const file = rolloutYaml({
    notifications: [
      { name: 'audit', kind: 'webhook', urlFrom: 'SERIN_AUDIT_URL', secretFrom: 'SERIN_AUDIT_SECRET' },
    ],
  });
  const ended = await harness.run(world, file);
  while (told < 2) await harness.env.sleep(1000);
  const notices = await historiesOfNotices();

  expect(ended.outcome).not.toBe('promoted');
  expect(asked.join().includes(PLANTED.sessionToken)).toBe(true); // The call really carried it, and the answer quoted it.
  const kept = everythingIn({ ended, notices });
  expect(kept.includes('SERIN_AUDIT_URL')).toBe(true); // Payloads are readable here.
  const log = logged.join('\n');
  // The failures are there, so that their secrets would be as well.
  expect(kept.includes('AccessDeniedException')).toBe(true);
  for (const told of ['InternalFailure', 'TimeoutError', 'AccessDeniedException', 'redirects (302)'])
    expect({ told, logged: log.includes(told) }).toEqual({ told, logged: true });
  for (const [what, secret] of Object.entries(PLANTED)) {
    expect({ what, found: kept.includes(secret) }).toEqual({ what, found: false });
    expect({ what, found: log.includes(secret) }).toEqual({ what, found: false });
  }
  expect((kept + log).includes('0123456789abcdef')).toBe(false);
});

/** Notifications are sent by workflows of their own. */
async function historiesOfNotices(): Promise<unknown[]> {
  const ids = new Set(logged.flatMap((entry) => /workflowId: '([^']+)'/.exec(entry)?.[1] ?? []));
  return Promise.all([...ids].map((id) => harness.env.client.workflow.getHandle(id).fetchHistory()));
}

/** JSON in which payloads, which are base64, are the texts that they hold. */
const everythingIn = (value: unknown): string =>
  JSON.stringify(value, (key, inner: unknown) =>
    key === 'data' && typeof inner === 'string' ? Buffer.from(inner, 'base64').toString() : inner,
  );
