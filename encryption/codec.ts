import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import { DecryptionError, type KeyRing } from './key-ring.ts';

const ENCODING = 'binary/encrypted';
const CIPHER = 'aes-256-gcm';
/** Lengths that NIST SP 800-38D recommends for GCM. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const text = (value: string) => new TextEncoder().encode(value);
/** Of bytes as they come off the wire, where none at all are an empty array. */
const textOf = (bytes: Uint8Array | null | undefined) => Buffer.from(bytes ?? []).toString();

/**
 * Encrypts every payload as a whole by AES-256-GCM: data is nonce, ciphertext, tag; the key's id stands in the metadata
 * and is authenticated. A payload that is not encrypted is passed on as it is, so that encryption can be
 * switched on while rollouts run. Decoding throws DecryptionError for a key that is not there, or the wrong one.
 */
export const encryptionCodec = (keys: KeyRing): PayloadCodec => ({
  encode: (payloads) => Promise.all(payloads.map((payload) => encrypt(keys, payload))),
  decode: (payloads) => Promise.all(payloads.map((payload) => decrypt(keys, payload))),
});

const { Payload: Wire } = proto.temporal.api.common.v1;

async function encrypt(keys: KeyRing, payload: Payload): Promise<Payload> {
  const { id, key } = await keys.current();
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(text(id));
  const hidden = [cipher.update(Wire.encode(payload).finish()), cipher.final()];
  return {
    metadata: { encoding: text(ENCODING), 'encryption-cipher': text(CIPHER), 'encryption-key-id': text(id) },
    data: Buffer.concat([nonce, ...hidden, cipher.getAuthTag()]),
  };
}

async function decrypt(keys: KeyRing, payload: Payload): Promise<Payload> {
  if (textOf(payload.metadata?.['encoding']) !== ENCODING) return payload;
  const id = textOf(payload.metadata?.['encryption-key-id']);
  const key = await keys.find(id);
  const data = payload.data ?? new Uint8Array();
  try {
    const nonce = data.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
      .setAAD(text(id))
      .setAuthTag(data.subarray(-TAG_BYTES));
    const clear = Buffer.concat([decipher.update(data.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    return Wire.decode(clear);
  } catch {
    throw new DecryptionError(
      `the key "${id}" does not open a payload: it is another key of that name, or the payload is damaged`,
    );
  }
}
