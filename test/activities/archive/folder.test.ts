import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArchivedRollout } from '../../../activities/archive/archive.ts';
import { folderArchive } from '../../../activities/archive/folder.ts';
import { sealing } from '../../../activities/archive/sealing.ts';
import { encryptionCodec } from '../../../encryption/codec.ts';
import { keyFile } from '../../../encryption/key-file.ts';
import { rolloutStatus } from '../../fakes/rollout-status.ts';

const OWNER = { environment: 'shop', service: 'cart' };
const past = (day: number): ArchivedRollout => ({
  form: 1,
  ...OWNER,
  runId: `01a22c3f-5071-7677-ab65-2c6ead01670${day}`,
  started: `2026-03-0${day}T12:00:00.000Z`,
  ended: `2026-03-0${day}T12:10:00.000Z`,
  status: rolloutStatus({
    canary: `v${day}`,
    phase: 'promoted',
    outcome: { kind: 'promoted', reason: 'well' },
  }),
});

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'serin-archive-'))));
afterEach(() => rmSync(folder, { recursive: true }));
const place = () => join(folder, 'shop/cart');
const canariesOf = (kept: ArchivedRollout[]) => kept.map(({ status }) => status.canary);

it('gives back what it keeps, the newest first', async () => {
  const archive = folderArchive(folder, sealing());
  for (const day of [2, 3, 1]) await archive.keep(past(day));
  expect(canariesOf(await archive.latest(OWNER, 2))).toEqual(['v3', 'v2']);
  expect(await archive.find(OWNER, past(1).runId)).toEqual(past(1));
});

it('knows what it has, and keeps it once', async () => {
  const archive = folderArchive(folder, sealing());
  expect(await archive.has(past(1))).toBe(false);
  await archive.keep(past(1));
  await archive.keep(past(1));
  expect(await archive.has(past(1))).toBe(true);
  expect(readdirSync(place())).toHaveLength(1);
});

it('has nothing of a service that it knows nothing of', async () => {
  const archive = folderArchive(folder, sealing());
  expect(await archive.latest({ environment: 'shop', service: 'till' }, 5)).toEqual([]);
  expect(await archive.find(OWNER, past(1).runId)).toBeUndefined();
});

it('tells the rest where a file cannot be read', async () => {
  const archive = folderArchive(folder, sealing());
  await archive.keep(past(1));
  await archive.keep(past(2));
  const [broken = ''] = readdirSync(place()).filter((name) => name.startsWith('20260302'));
  writeFileSync(join(place(), broken), '{"form": 1, "sta');
  expect(canariesOf(await archive.latest(OWNER, 5))).toEqual(['v1']);
});

it.each(['..', 'a/b', ''])('leaves its folder for no service called "%s"', async (service) => {
  const archive = folderArchive(folder, sealing());
  await expect(archive.keep({ ...past(1), service })).rejects.toThrow('is no name');
});

it('encrypts where Temporal keeps all encrypted, and shows nothing without the keys', async () => {
  const keys = join(folder, 'keys');
  writeFileSync(keys, `key-1 ${randomBytes(32).toString('base64')}`);
  const sealed = folderArchive(folder, sealing(encryptionCodec(keyFile(keys))));
  await sealed.keep(past(1));
  const [name = ''] = readdirSync(place());
  expect(readFileSync(join(place(), name), 'utf8')).not.toContain('promoted');
  expect(await sealed.latest(OWNER, 1)).toEqual([past(1)]);
  expect(await folderArchive(folder, sealing()).latest(OWNER, 1)).toEqual([]);
});
