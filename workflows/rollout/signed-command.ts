import type { CommandInput } from './command.ts';
import type { CommandName } from './command-name.ts';

/** The type in the header of a signed command, so that nothing else that the same key signs can be taken for one. */
export const SIGNED_COMMAND = 'serin-command';

/**
 * What is signed, as the payload of a compact JWS (RFC 7515) by Ed25519 (RFC 8037): a whole command, for one run of one rollout. Its id is
 * taken once, so that nobody can use it again.
 */
export interface SignedCommand {
  /** The workflow's id, and the run id of its first execution. */
  readonly rollout: string;
  readonly run: string;
  readonly command: CommandName;
  readonly input: CommandInput;
  /** The address that it was asked from. */
  readonly from: string;
  /** When it was signed, ISO time. */
  readonly at: string;
}
