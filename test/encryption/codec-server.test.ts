import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { encryption } from '../../encryption/data-converter.ts';
import { programs } from '../../infra/local/processes/programs.ts';
import { startProgram, type Program } from '../e2e/program.ts';
import { eventually } from '../infra/local/eventually.ts';

const ORIGIN = 'http://localhost:8233';
const TOKEN = randomBytes(12).toString('hex');
const PLANTED = { MicroserviceName: 'planted' };
/** In the clear, or as base64. */
const SHOWN = new RegExp(`planted|${Buffer.from(JSON.stringify(PLANTED)).toString('base64')}`);
const SERIN = join(import.meta.dirname, '../../bin/serin');

let folder: string;
let env: NodeJS.ProcessEnv;
let environment: TestWorkflowEnvironment;
let server: Program;
let address: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'serin-codec-'));
  const keys = join(folder, 'keys');
  writeFileSync(keys, `key-1 ${randomBytes(32).toString('base64')}\n`);
  env = { ...process.env, SERIN_CODEC_KEY_FILE: keys, SERIN_CODEC_TOKEN: TOKEN };
  server = startProgram(SERIN, ['codec-server', '--port', '0', '--origin', ORIGIN], { env });
  environment = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'existing-path', path: programs.temporal() } },
    client: await encryption(env),
  });
  address = await eventually(() => Promise.resolve(/decrypting at (\S+)/.exec(server.printed())?.[1]));
});
afterAll(async () => {
  server?.kill();
  await server?.exitCode;
  await environment?.teardown();
  rmSync(folder, { recursive: true });
});

const temporal = async (...args: string[]): Promise<string> => {
  const program = startProgram(programs.temporal(), [...args, '--address', environment.address], {
    env: process.env,
  });
  await program.exitCode;
  return program.printed();
};

it("shows Temporal's command line what is encrypted for everybody else", async () => {
  await environment.client.workflow.start('canaryRollout', {
    taskQueue: 'nobody',
    workflowId: 'canary/shop/cart',
    args: [PLANTED],
  });
  const show = ['workflow', 'show', '--workflow-id', 'canary/shop/cart', '--output', 'json'];
  expect(await temporal(...show)).not.toMatch(SHOWN);
  const codec = ['--codec-endpoint', address, '--codec-auth', `Bearer ${TOKEN}`];
  expect(await temporal(...show, ...codec)).toMatch(SHOWN);
});

it("encrypts what Temporal's command line sends", async () => {
  const id = 'canary/shop/till';
  const start = ['workflow', 'start', '--type', 'canaryRollout', '--task-queue', 'nobody'];
  const codec = ['--codec-endpoint', address, '--codec-auth', `Bearer ${TOKEN}`];
  await temporal(...start, '--workflow-id', id, '--input', JSON.stringify(PLANTED), ...codec);
  const shown = await temporal('workflow', 'show', '--workflow-id', id, '--output', 'json');
  expect(shown).toContain('WORKFLOW_EXECUTION_STARTED');
  expect(shown).not.toMatch(SHOWN);
});

const ask = (path: string, init: RequestInit = {}) =>
  fetch(`${address}${path}`, {
    method: 'POST',
    body: '{"payloads":[]}',
    ...init,
    headers: { authorization: `Bearer ${TOKEN}`, ...(init.headers as Record<string, string>) },
  });

it('lets the pages of the web UI ask, by whatever namespace', async () => {
  const preflight = await ask('/decode', { method: 'OPTIONS', body: null, headers: { origin: ORIGIN } });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-origin')).toBe(ORIGIN);
  expect(preflight.headers.get('access-control-allow-headers')).toContain('x-namespace');
  const answer = await ask('/default/decode', { headers: { origin: ORIGIN } });
  expect([answer.status, await answer.json()]).toEqual([200, { payloads: [] }]);
});

it.each([
  ['a page of another origin', '/decode', { headers: { origin: 'https://evil.example' } }, 403],
  ['who has no token', '/decode', { headers: { authorization: '' } }, 401],
  ['who has another token', '/decode', { headers: { authorization: 'Bearer guess' } }, 401],
  ['another path', '/keys', {}, 404],
  ['a body that is no JSON', '/decode', { body: 'junk' }, 400],
  ['payloads that are no list', '/decode', { body: '{"payloads":{"a":1}}' }, 400],
  ['more than any message of Temporal', '/decode', { body: ' '.repeat(9_000_000) }, 413],
])('refuses %s', async (_who, path, init: RequestInit, status) => {
  expect((await ask(path, init)).status).toBe(status);
});

it('says which key is missing', async () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const metadata = { encoding: base64('binary/encrypted'), 'encryption-key-id': base64('key-0') };
  const answer = await ask('/decode', { body: JSON.stringify({ payloads: [{ metadata, data: '' }] }) });
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('the key "key-0"')]);
});

it('does not serve the whole network without a token', async () => {
  const { SERIN_CODEC_TOKEN: _token, ...open } = env;
  const program = startProgram(SERIN, ['codec-server', '--host', '0.0.0.0'], { env: open });
  expect(await program.exitCode).toBe(2);
  expect(program.printed()).toContain('set SERIN_CODEC_TOKEN');
});

it('says that there are no keys', async () => {
  const { SERIN_CODEC_KEY_FILE: _file, ...keyless } = env;
  const program = startProgram(SERIN, ['codec-server'], { env: keyless });
  expect(await program.exitCode).toBe(2);
  expect(program.printed()).toContain('SERIN_CODEC_KEY_FILE or SERIN_CODEC_KMS_KEY');
});
