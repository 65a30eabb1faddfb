import { extname, join } from 'node:path';
import type { DataConverter } from '@temporalio/common';
import { encryptionCodec } from './codec.ts';
import { keyFile } from './key-file.ts';
import { KeyError, type KeyRing } from './key-ring.ts';

/**
 * Encryption as the environment wants it: `SERIN_CODEC_KEY_FILE` or `SERIN_CODEC_KMS_KEY`; undefined where neither is
 * set. Worker, command and codec server need the same setting. Throws KeyError.
 */
export async function keysOf(env: NodeJS.ProcessEnv): Promise<KeyRing | undefined> {
  const path = env['SERIN_CODEC_KEY_FILE'];
  const kmsKey = env['SERIN_CODEC_KMS_KEY'];
  if (path && kmsKey) throw new KeyError('set either SERIN_CODEC_KEY_FILE or SERIN_CODEC_KMS_KEY, not both');
  if (path) return keyFile(path);
  if (!kmsKey) return undefined;
  // Few need it, and it takes a moment to load.
  const { kmsKeys, KMSClient } = await import('./kms-keys.ts');
  return kmsKeys(new KMSClient(), kmsKey);
}

/** For the options of a Temporal client or worker: nothing, or what encrypts all that Temporal keeps. */
export async function encryption(env: NodeJS.ProcessEnv): Promise<{ dataConverter?: DataConverter }> {
  const keys = await keysOf(env);
  if (keys === undefined) return {};
  // Temporal loads it by its path; it is plain JavaScript once it is built.
  const failureConverterPath = join(import.meta.dirname, `failure-converter${extname(import.meta.filename)}`);
  return { dataConverter: { payloadCodecs: [encryptionCodec(keys)], failureConverterPath } };
}
