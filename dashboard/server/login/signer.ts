import { createPrivateKey, createPublicKey } from 'node:crypto';
import { CompactSign } from 'jose';
import { SIGNED_COMMAND, type SignedCommand } from '../../../workflows/rollout/signed-command.ts';
import { SIGNED_UNDO, type SignedUndo } from '../../../workflows/rollout/signed-undo.ts';

/** Proves by a signature who asks for a command. */
export interface Signer {
  /** As a worker's policy names it: DER in base64. */
  readonly publicKey: string;
  sign(command: SignedCommand): Promise<string>;
  signUndo(undo: SignedUndo): Promise<string>;
}

/**
 * Signs by an Ed25519 key.
 *
 * @param pem PKCS #8, as `openssl genpkey -algorithm ed25519` makes it
 * @throws Error with a sentence where it is another key, or none
 */
export function signerBy(pem: string): Signer {
  const key = keyIn(pem);
  const signed = (what: object, typ: string) =>
    new CompactSign(new TextEncoder().encode(JSON.stringify(what)))
      .setProtectedHeader({ alg: 'EdDSA', typ })
      .sign(key);
  return {
    publicKey: createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64'),
    sign: (command) => signed(command, SIGNED_COMMAND),
    signUndo: (undo) => signed(undo, SIGNED_UNDO),
  };
}

function keyIn(pem: string) {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // It is told below, without what stands in it.
  }
  throw new Error('it has no Ed25519 private key in PEM; `openssl genpkey -algorithm ed25519` makes one');
}
