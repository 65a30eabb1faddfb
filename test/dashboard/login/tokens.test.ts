import { generateKeyPairSync } from 'node:crypto';
import { UnsecuredJWT } from 'jose';
import { Tokens } from '../../../dashboard/server/login/tokens.ts';
import { AUDIENCE, JOB, secondsFromNow, startIssuing, type Issuing } from './issuing.ts';

const another = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

let service: Issuing;
let tokens: Tokens;
beforeAll(async () => {
  service = await startIssuing();
  tokens = new Tokens([
    {
      issuer: service.issuer,
      audience: AUDIENCE,
      claims: { name: 'sub', groups: 'groups' },
      subjects: ['repo:shop/*:environment:production'],
      groups: ['pipelines'],
    },
  ]);
});
afterAll(() => service?.close());

it("believes a job's token, and gives it the groups that the file says", async () => {
  expect(await tokens.personIn(await service.token())).toEqual({ name: JOB, groups: ['pipelines'] });
});

it.each<[string, () => string | Promise<string>]>([
  ['that is none', () => 'olivia'],
  [
    'that nobody has signed',
    () =>
      new UnsecuredJWT({ iss: service.issuer, aud: AUDIENCE, sub: JOB, exp: secondsFromNow(300) }).encode(),
  ],
  ['that another key has signed', () => service.token({}, another)],
  [
    'that is signed by the public key as if it were a secret',
    () => {
      const pem = service.publicKey.export({ type: 'spki', format: 'pem' }).toString();
      return service.token({}, new TextEncoder().encode(pem), 'HS256');
    },
  ],
  ['for another audience', () => service.token({ aud: 'https://other.example.com' })],
  ['of another issuer', () => service.token({ iss: 'https://evil.example' })],
  ['of another job', () => service.token({ sub: 'repo:mallory/cart:environment:production' })],
  ['that is over', () => service.token({ exp: secondsFromNow(-1) })],
  ['that never ends', () => service.token({ exp: undefined as never })],
])('believes no token %s', async (_which, make) => {
  expect(await tokens.personIn(await make())).toBeUndefined();
});
