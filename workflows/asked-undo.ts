import { workflowInfo } from '@temporalio/workflow';
import { commandFields, MAX_TEXT } from './command-fields.ts';
import { UNDOES } from './messages.ts';
import { refusing } from './outcome.ts';
import { isoTime, nowSeconds, type Progress } from './progress.ts';
import { provenUndo } from './proof.ts';
import { mayNotCommand } from './rollout/command.ts';
import type { CommandRecord, RolloutStatus } from './rollout/status.ts';

/**
 * Keeps with a rollout that undoes a promotion who asked for it, like any command.
 *
 * @param file the content of the deployment file that the rollout was started with
 * @throws a refusal where the worker's policy lets others alone command it
 */
export function keepAskedUndo(file: unknown, progress: Progress): void {
  const asked = workflowInfo().memo?.[UNDOES];
  if (asked === undefined) return;
  const record = recordOf(asked, file, progress.status);
  const refused = mayNotCommand(record, progress.status);
  progress.commanded(refused === undefined ? record : { ...record, refused });
  if (refused !== undefined) throw refusing(`undo is refused: ${refused}`);
}

/** What is signed of an undo, or else what it says itself. It is a way back, so a proof that does not hold keeps nobody from it. */
function recordOf(asked: unknown, file: unknown, { signingKeys: keys }: RolloutStatus): CommandRecord {
  const { workflowId: rollout, startTime } = workflowInfo();
  const { proof } = commandFields(asked);
  const proven = proof && keys && provenUndo(proof, { rollout, file, started: startTime.getTime(), keys });
  const { by = 'unknown', reason = 'none given', groups = [] } = commandFields(proven ? proven.input : asked);
  const { version } = Object(asked) as { readonly version?: unknown };
  return {
    at: isoTime(nowSeconds()),
    command: `undo of ${String(proven ? proven.undoes : version).slice(0, MAX_TEXT)}`,
    by,
    reason,
    ...(proven && { verified: { from: `${proven.from}`.slice(0, MAX_TEXT), groups } }),
  };
}
