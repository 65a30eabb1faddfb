/** A key of AES-256, 32 bytes, and the name that payloads carry. */
export interface Key {
  readonly id: string;
  readonly key: Uint8Array;
}

/** The keys that payloads are encrypted by: the current one, and those of earlier payloads. */
export interface KeyRing {
  current(): Promise<Key>;
  /** Throws DecryptionError when there is no such key. */
  find(id: string): Promise<Uint8Array>;
}

/** A payload cannot be read; the message says why, and never holds a key. */
export class DecryptionError extends Error {
  override readonly name = 'DecryptionError';
}

/** The settings of encryption are wrong; the message says what would be right, and never holds a key. */
export class KeyError extends Error {
  override readonly name = 'KeyError';
}
