import { newSigner } from '../dashboard/login/providing.ts';
import { fileDigest } from '../../workflows/file-digest.ts';
import { provenUndo } from '../../workflows/proof.ts';
import type { SignedUndo } from '../../workflows/rollout/signed-undo.ts';

const dashboard = newSigner();
const FILE = { service: 'cart', version: { id: 'v1', image: undefined } };
const STARTED = Date.parse('2026-03-01T12:00:00.000Z');

const UNDO: SignedUndo = {
  rollout: 'canary/shop/cart',
  undoes: 'v2',
  file: fileDigest(FILE),
  input: { by: 'olivia', groups: ['oncall'], reason: 'no butter' },
  from: '192.0.2.7',
  at: '2026-03-01T11:59:00.000Z',
};

const proven = (proof: string, file: unknown = FILE) =>
  provenUndo(proof, { rollout: UNDO.rollout, file, started: STARTED, keys: [dashboard.publicKey] });

it('an undo is proven for the rollout and the file that it was signed for, as Temporal passes them on', async () => {
  const passedOn: unknown = JSON.parse(JSON.stringify(FILE));
  expect(proven(await dashboard.signUndo(UNDO), passedOn)).toEqual(UNDO);
});

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

it.each<[string, () => string | Promise<string>]>([
  ['nothing', () => ''],
  ['what is no signature', () => '..'],
  ['what has no end', () => 'x'.repeat(1_000_000)],
  ['a signature of another key', () => newSigner().signUndo(UNDO)],
  ['no signature at all', () => `${part({ alg: 'none', typ: 'serin-undo' })}.${part(UNDO)}.`],
  [
    'what was changed after it was signed',
    async () => {
      const [head, , signature] = (await dashboard.signUndo(UNDO)).split('.');
      return `${head}.${part({ ...UNDO, from: 'elsewhere' })}.${signature}`;
    },
  ],
  ['an undo of another service', () => dashboard.signUndo({ ...UNDO, rollout: 'canary/shop/till' })],
  ['an undo that starts another file', () => dashboard.signUndo({ ...UNDO, file: fileDigest({}) })],
  ['an undo of before', () => dashboard.signUndo({ ...UNDO, at: '2026-03-01T11:49:00.000Z' })],
  ['an undo of no time', () => dashboard.signUndo({ ...UNDO, at: 'soon' })],
  [
    'a signed command',
    () =>
      dashboard.sign({
        ...UNDO,
        run: 'a',
        command: 'abort',
      }),
  ],
])('%s proves no undo', async (_what, proof) => {
  expect(proven(await proof())).toBeUndefined();
});
