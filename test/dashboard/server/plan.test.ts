import type { FastifyInstance } from 'fastify';
import { stringify } from 'yaml';
import { planningApart } from '../../../dashboard/server/plan/planning-apart.ts';
import { rolloutYaml } from '../../fakes/rollout-yaml.ts';
import { dashboardOf, rolloutsFrom } from '../dashboard-of.ts';

const HOST = '127.0.0.1:8088';

/** Nobody listens there. */
const NOWHERE = {
  AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  AWS_REGION: 'us-west-2',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  TEMPORAL_ADDRESS: '127.0.0.1:1',
};

let app: FastifyInstance;
let cookie: string;
let token: string;
beforeAll(async () => {
  app = await dashboardOf(rolloutsFrom([]), planningApart(NOWHERE));
  const { body, cookies } = await app.inject({ url: '/plan', headers: { host: HOST } });
  [, token = ''] = /name="token" value="([0-9a-f]+)"/.exec(body) ?? [];
  cookie = `${cookies[0]?.name}=${cookies[0]?.value}`;
});
afterAll(() => app.close());

const post = (fields: Record<string, string>) =>
  app.inject({
    method: 'POST',
    url: '/plan',
    headers: { host: HOST, cookie, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ token, ...fields }).toString(),
  });

it('tells every problem of a file at once, each with its place', async () => {
  const { body, statusCode } = await post({ file: 'environment: shop\nsteps: 5\nsurprise: 1\n' });
  expect(statusCode).toBe(200);
  for (const text of [
    'service',
    'steps, line 2, column 1',
    'surprise, line 3, column 1',
    'there is no such field',
  ])
    expect(body).toContain(text);
});

it('reads no file of its own machine, whatever a file names', async () => {
  const file = stringify({
    ...rolloutYaml(),
    provisioner: { kind: 'cloudFormation', template: '../../package.json' },
  });
  const { body } = await post({ file });
  expect(body).toContain('provisioner.template');
  expect(body).not.toContain('devDependencies');
});

it('simulates a file by a guess where neither AWS nor metrics tell of traffic', async () => {
  const { body } = await post({ file: stringify(rolloutYaml()), versionId: 'v9' });
  expect(body).toContain('cannot call AWS');
  expect(body).toContain('v9');
  expect(body).toContain('so this is a guess');
  expect(body).toContain('healthy: promoted');
  expect(body).toContain('100 % fail: rolled back');
});

it('looks nothing up for somebody who may not operate the service', async () => {
  const grants = [{ role: 'viewer', group: 'staff', environments: ['*'], services: ['*'] }] as const;
  const viewer = { by: 'vera@example.com', groups: ['staff'], grants };
  const { findings } = await planningApart(NOWHERE)({ file: stringify(rolloutYaml()) }, viewer);
  expect(findings).toContainEqual({
    outcome: 'unknown',
    path: '(AWS)',
    message: 'nothing was looked up: vera@example.com is a viewer (staff) here, and this takes an operator',
  });
});

it('plans nothing for a form that is of no page of this server', async () => {
  const { body, statusCode } = await post({ file: 'environment: shop', token: 'a'.repeat(64) });
  expect(statusCode).toBe(403);
  expect(body).not.toContain('Findings');
});

it('shows what others have written as text', async () => {
  const { body } = await post({ file: '</textarea><script>alert(1)</script>' });
  expect(body).not.toContain('<script>alert');
});
