import { hashes, verify } from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';
import { base64, base64urlnopad } from '@scure/base';
import { fileDigest } from './file-digest.ts';
import type { CommandName } from './rollout/command-name.ts';
import { SIGNED_COMMAND, type SignedCommand } from './rollout/signed-command.ts';
import { SIGNED_UNDO, type SignedUndo } from './rollout/signed-undo.ts';

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
  const signed = opened<SignedCommand>(proof, SIGNED_COMMAND, keys);
  if (signed === undefined) return no("its signature is of no key that the worker's policy names");
  if (signed.rollout !== rollout || signed.run !== run) return no('it was signed for another rollout');
  if (signed.command !== command) return no(`it was signed for ${signed.command}`);
  const { id, expectedStep } = signed.input;
  if (typeof id !== 'string' || id === '') return no('it was signed without an id');
  if (command === 'approve' && typeof expectedStep !== 'number') return no('it was signed for no step');
  return { ok: true, signed };
}

const no = (reason: string): CheckedProof => ({ ok: false, reason });

/** What a rollout has to be for which somebody asked by a signed undo. */
interface Undo {
  readonly rollout: string;
  /** The content of its deployment file. */
  readonly file: unknown;
  /** When it was started, in epoch milliseconds. */
  readonly started: number;
  readonly keys: readonly string[];
}

/** A rollout is started as soon as its undo is signed, by clocks that may differ. */
const FRESH_MILLIS = 600_000;

/** What was signed of an undo; undefined where it proves nothing, or was signed for another rollout than this one. */
export function provenUndo(proof: string, { rollout, file, started, keys }: Undo): SignedUndo | undefined {
  const signed = opened<SignedUndo>(proof, SIGNED_UNDO, keys);
  const isThis =
    signed?.rollout === rollout &&
    signed.file === fileDigest(file) &&
    Math.abs(Date.parse(signed.at) - started) <= FRESH_MILLIS;
  return isThis ? signed : undefined;
}

/** What stands in a compact JWS of a type that one of the keys has signed. */
function opened<T extends { readonly input: unknown }>(
  jws: string,
  type: string,
  keys: readonly string[],
): T | undefined {
  if (jws.length > MOST_CHARACTERS) return undefined;
  try {
    const [head = '', payload = '', signature = '', ...more] = jws.split('.');
    const { alg, typ, crit } = parsed<{ alg?: unknown; typ?: unknown; crit?: unknown }>(head);
    if (more.length > 0 || alg !== 'EdDSA' || typ !== type || crit !== undefined) return undefined;
    const message = new TextEncoder().encode(`${head}.${payload}`);
    const given = base64urlnopad.decode(signature);
    if (!keys.some((key) => verify(given, message, rawKey(key), { zip215: false }))) return undefined;
    const signed = parsed<T | null>(payload);
    return typeof signed?.input === 'object' && signed.input !== null ? signed : undefined;
  } catch {
    return undefined;
  }
}

const parsed = <T>(part: string): T => JSON.parse(new TextDecoder().decode(base64urlnopad.decode(part))) as T;

/** The key's own bytes are the last of its DER (RFC 8410). */
const rawKey = (key: string): Uint8Array => base64.decode(key).slice(-32);
