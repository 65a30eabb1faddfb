import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { encryptionCodec } from '../../encryption/codec.ts';
import { keyFile } from '../../encryption/key-file.ts';

const payload = defaultPayloadConverter.toPayload({ by: 'ann', reason: 'a bad graph' });
const line = (id: string, bytes = 32) => `${id} ${randomBytes(bytes).toString('base64')}`;

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'serin-keys-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** A codec with the keys of a file of these lines. */
function codecWith(...lines: string[]) {
  const path = join(folder, 'keys');
  writeFileSync(path, lines.join('\n'));
  return encryptionCodec(keyFile(path));
}

const clear = ({ data, metadata }: Payload) => ({
  data: Buffer.from(data ?? []).toString(),
  encoding: Buffer.from(metadata?.['encoding'] ?? []).toString(),
});

it('gives back what it encrypted, and shows nothing of it', async () => {
  const codec = codecWith(line('key-1'));
  const [hidden] = await codec.encode([payload]);
  expect(Buffer.from(hidden!.data!).toString('latin1')).not.toContain('graph');
  expect(Buffer.from(hidden!.metadata!['encryption-key-id']!).toString()).toBe('key-1');
  expect((await codec.decode([hidden!])).map(clear)).toEqual([clear(payload)]);
});

it('never encrypts the same payload to the same bytes', async () => {
  const codec = codecWith(line('key-1'));
  const [once, again] = await codec.encode([payload, payload]);
  expect(once!.data).not.toEqual(again!.data);
});

it('passes on what was written before encryption was switched on', async () => {
  expect(await codecWith(line('key-1')).decode([payload])).toEqual([payload]);
});

it('reads by an old key what a new one does not write any more', async () => {
  const [old, recent] = [line('key-1'), line('key-2')];
  const before = await codecWith(old).encode([payload]);
  const rotated = codecWith('# the present key', recent, old);
  expect((await rotated.decode(before)).map(clear)).toEqual([clear(payload)]);
  const [now] = await rotated.encode([payload]);
  expect(Buffer.from(now!.metadata!['encryption-key-id']!).toString()).toBe('key-2');
});

it('says which key is missing', async () => {
  const hidden = await codecWith(line('key-1')).encode([payload]);
  await expect(codecWith(line('key-2')).decode(hidden)).rejects.toThrow('encrypted by the key "key-1"');
});

it('says that a key of the same name is another one', async () => {
  const hidden = await codecWith(line('key-1')).encode([payload]);
  await expect(codecWith(line('key-1')).decode(hidden)).rejects.toThrow('"key-1" does not open a payload');
});

it.each(['data', 'nonce', 'tag', 'empty'])('refuses a payload with a changed %s', async (part) => {
  const codec = codecWith(line('key-1'));
  const [hidden] = await codec.encode([payload]);
  const data = Buffer.from(hidden!.data!);
  const at = { data: 20, nonce: 0, tag: data.length - 1, empty: 0 }[part]!;
  data[at] = data[at]! ^ 1;
  const changed = { ...hidden!, data: part === 'empty' ? new Uint8Array() : data };
  await expect(codec.decode([changed])).rejects.toThrow('does not open a payload');
});

describe('a key file that is not right', () => {
  const secret = randomBytes(16).toString('base64');

  it.each([
    ['', 'has no key'],
    [`key-1 ${secret}`, 'has 16 bytes, AES-256 takes 32'],
    [secret, 'line 1 of'],
    [`key 1 ${secret}`, 'line 1 of'],
    ['key-1 not%base64', 'is not a key'],
  ])('is refused by its line, which is not shown: %j', (content, problem) => {
    const message = messageOf(() => codecWith(content));
    expect(message).toContain(problem);
    expect(message).not.toContain(secret);
  });

  it('is refused when two keys have one name', () => {
    expect(messageOf(() => codecWith(line('key-1'), line('key-1')))).toContain('two keys named key-1');
  });

  it('is refused when it is not there', () => {
    expect(messageOf(() => keyFile(join(folder, 'none')))).toContain('the key file cannot be read');
  });
});

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing was thrown';
}
