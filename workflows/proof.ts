import { hashes, verify } from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';
import { base64, base64urlnopad } from '@scure/base';
import type { CommandName } from './rollout/command-name.ts';
import { SIGNED_COMMAND, type SignedCommand } from './rollout/signed-command.ts';

// It is not asked for a hash of the surroundings, which a workflow has not.
hashes.sha512 = sha512;

/** A signed command is a few hundred bytes. */
const MOST_CHARACTERS = 8192;

/** What a proof has to be of. */
export interface Wanted {
  readonly rollout: string;
  readonly run: string;
  readonly command: CommandName;
  /** Public keys as DER in base64, as a policy names them. */
  readonly keys: readonly string[];
}

/** What a proof proves, or why it proves nothing; whatever it is, this does not throw, and always answers the same. */
export type CheckedProof =
  { readonly ok: true; readonly signed: SignedCommand } | { readonly ok: false; readonly reason: string };

/** Checks the signature of a command by pure arithmetic, and that it is of this command and this run. */
export function checkProof(proof: string, { rollout, run, command, keys }: Wanted): CheckedProof {
  const signed = proof.length > MOST_CHARACTERS ? undefined : opened(proof, keys);
  if (signed === undefined) return no("its signature is of no key that the worker's policy names");
  if (signed.rollout !== rollout || signed.run !== run) return no('it was signed for another rollout');
  if (signed.command !== command) return no(`it was signed for ${signed.command}`);
  const { id, expectedStep } = signed.input;
  if (typeof id !== 'string' || id === '') return no('it was signed without an id');
  if (command === 'approve' && typeof expectedStep !== 'number') return no('it was signed for no step');
  return { ok: true, signed };
}

const no = (reason: string): CheckedProof => ({ ok: false, reason });

/** What stands in a compact JWS that one of the keys has signed. */
function opened(jws: string, keys: readonly string[]): SignedCommand | undefined {
  try {
    const [head = '', payload = '', signature = '', ...more] = jws.split('.');
    const { alg, typ, crit } = parsed<{ alg?: unknown; typ?: unknown; crit?: unknown }>(head);
    if (more.length > 0 || alg !== 'EdDSA' || typ !== SIGNED_COMMAND || crit !== undefined) return undefined;
    const message = new TextEncoder().encode(`${head}.${payload}`);
    const given = base64urlnopad.decode(signature);
    if (!keys.some((key) => verify(given, message, rawKey(key), { zip215: false }))) return undefined;
    const signed = parsed<Partial<SignedCommand> | null>(payload);
    return typeof signed?.input === 'object' && signed.input !== null ? (signed as SignedCommand) : undefined;
  } catch {
    return undefined;
  }
}

const parsed = <T>(part: string): T => JSON.parse(new TextDecoder().decode(base64urlnopad.decode(part))) as T;

/** The key's own bytes are the last of its DER (RFC 8410). */
const rawKey = (key: string): Uint8Array => base64.decode(key).slice(-32);
