import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { DecryptionError, type Key, KeyError, type KeyRing } from './key-ring.ts';

export { KMSClient };

/** A key opens what one process wrote in so long a time, no more; KMS is asked this often. */
const DATA_KEY_SECONDS = 3600;
/** Data keys that are kept to read with; the oldest is asked for again when it is needed. */
const KEPT = 1000;

/** Binds data keys to their use: KMS refuses to decrypt them for anything else, and its trail shows it. */
const EncryptionContext = { application: 'serin' };

/**
 * Keys by AWS KMS: payloads are encrypted by data keys, whose id is the data key itself as KMS encrypted it. Needs
 * `kms:GenerateDataKey` to write and `kms:Decrypt` to read. Rotation is KMS's own.
 *
 * @param keyId ARN, id or alias of a symmetric KMS key
 */
export function kmsKeys(kms: KMSClient, keyId: string, now = () => Date.now() / 1000): KeyRing {
  const opened = new Map<string, Promise<Uint8Array>>();
  let writing: { readonly key: Promise<Key>; readonly until: number } | undefined;

  const remember = (id: string, key: Promise<Uint8Array>) => {
    key.catch(() => opened.delete(id));
    opened.set(id, key);
    for (const oldest of opened.keys()) if (opened.size > KEPT) opened.delete(oldest);
    return key;
  };

  return {
    current() {
      if (writing === undefined || now() > writing.until) {
        const key = generate(kms, keyId);
        writing = { key, until: now() + DATA_KEY_SECONDS };
        key.then(
          ({ id, key }) => remember(id, Promise.resolve(key)),
          () => (writing = undefined),
        );
      }
      return writing.key;
    },
    find: (id) => opened.get(id) ?? remember(id, open(kms, keyId, id)),
  };
}

async function generate(kms: KMSClient, keyId: string): Promise<Key> {
  try {
    const request = new GenerateDataKeyCommand({ KeyId: keyId, KeySpec: 'AES_256', EncryptionContext });
    const { CiphertextBlob, Plaintext } = await kms.send(request);
    return { id: Buffer.from(CiphertextBlob!).toString('base64'), key: Plaintext! };
  } catch (error) {
    throw new KeyError(`KMS gives no data key of ${keyId}: ${nameOf(error)}`);
  }
}

/** What KMS says of a data key that it does not open, now and later; all else is to be asked again. */
const REFUSALS = new Set([
  'AccessDeniedException',
  'IncorrectKeyException',
  'InvalidCiphertextException',
  'InvalidKeyUsageException',
  'NotFoundException',
  'ValidationException',
]);

async function open(kms: KMSClient, keyId: string, id: string): Promise<Uint8Array> {
  try {
    const CiphertextBlob = Buffer.from(id, 'base64');
    const { Plaintext } = await kms.send(
      new DecryptCommand({ KeyId: keyId, CiphertextBlob, EncryptionContext }),
    );
    return Plaintext!;
  } catch (error) {
    if (!REFUSALS.has((error as Error).name)) throw error;
    throw new DecryptionError(`KMS does not open a payload's data key by ${keyId}: ${nameOf(error)}`);
  }
}

const nameOf = (error: unknown) =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
