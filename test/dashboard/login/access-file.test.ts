import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAccess, viewerOf } from '../../../dashboard/server/login/access.ts';
import { grantFor, maySee } from '../../../dashboard/model/viewer.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'serin-access-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ENV = { SERIN_OIDC_SECRET: 'only for tests' };
const PEM = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });

/** The example, with its key beside it. */
function example() {
  cpSync('examples/access.yaml', join(folder, 'access.yaml'));
  writeFileSync(join(folder, 'dashboard.pem'), PEM);
  return join(folder, 'access.yaml');
}

it('the example says who may do what, by whose key it is signed, and how the command logs in', () => {
  const access = openAccess(example(), ENV);
  expect(access.url.href).toBe('https://serin.example.com/');
  expect(access.device?.clientId).toBe('serin-command');
  expect(access.signer?.publicKey).toMatch(/^MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=$/);
  const cart = { environment: 'shop', service: 'cart' };
  const roleOf = (...groups: string[]) => grantFor(viewerOf(access, { name: 'x', groups }), cart)?.role;
  expect([roleOf(), roleOf('developers'), roleOf('developers', 'oncall')]).toEqual([
    'viewer',
    'operator',
    'approver',
  ]);
  const visitor = viewerOf(access, { name: 'x', groups: [] });
  expect(maySee(visitor, { environment: 'pay', service: 'till' })).toBe(true);
});

const LOGIN = 'login: { kind: oidc, issuer: "https://login.example.com", clientId: serin }';
const ROLES = 'roles: [{ role: viewer, groups: [all] }]';

it.each([
  [
    'without https',
    `url: http://serin.example.com\n${LOGIN}\n${ROLES}`,
    /url must be https, except on this machine/,
  ],
  ['without roles', `url: https://serin.example.com\n${LOGIN}`, /roles /],
  [
    'with another role',
    `url: https://a.example\n${LOGIN}\nroles: [{ role: king, groups: [a] }]`,
    /roles\.0\.role must be viewer/,
  ],
  ['without a login', `url: https://a.example\n${ROLES}`, /login /],
  [
    'with an issuer that others can answer for',
    `url: https://a.example\nlogin: { kind: oidc, issuer: "http://id.example", clientId: a }\n${ROLES}`,
    /login\.issuer must be https/,
  ],
  [
    'with a key that is none',
    `url: https://a.example\n${LOGIN}\n${ROLES}\nsigningKeyFile: access.yaml`,
    /no Ed25519 private key/,
  ],
  ['that is no YAML', '{', /access\.yaml: /],
])('a file %s is refused, with what would be right', (_which, text, words) => {
  const file = join(folder, 'access.yaml');
  writeFileSync(file, text);
  expect(() => openAccess(file, ENV)).toThrow(words);
});

it('a secret that is not set is named by its variable', () => {
  expect(() => openAccess(example(), {})).toThrow('SERIN_OIDC_SECRET is not set');
});
