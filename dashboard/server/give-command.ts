import type { CommandInput } from '../../workflows/rollout/command.ts';
import { fileDigest } from '../../workflows/file-digest.ts';
import { rolloutId } from '../../workflows/messages.ts';
import type { Owner } from '../../workflows/rollout/owner.ts';
import type { RolloutStatus } from '../../workflows/rollout/status.ts';
import { headline } from '../../client/render/status-text.ts';
import type { Answer } from '../../client/rollouts/command.ts';
import type { UndoMeant } from '../../client/rollouts/undo.ts';
import { isTrouble, Trouble } from '../../client/trouble.ts';
import type { ActionName, CommandAction } from '../model/action-name.ts';
import { COMMAND_OF, isProven, UNDO_OF_KEPT } from '../model/actions.ts';
import { grantFor, mayNot, type Viewer } from '../model/viewer.ts';
import type { Notice } from '../views/actions.ts';
import type { Signer } from './login/signer.ts';
import type { Rollouts } from './rollouts.ts';
import { troubleOf } from './trouble-page.ts';

/** What somebody asks for, who they are, and where they ask from. */
export interface PersonsCommand {
  readonly owner: Owner;
  readonly action: ActionName;
  readonly input: CommandInput;
  /** Which rollout they saw, by the run id of its first execution. */
  readonly run?: string | undefined;
  readonly viewer: Viewer;
  readonly from: string;
}

/**
 * Gives commands in people's names, signed where the rollout believes this server, and undoes promotions; answers with the new state, or why
 * not.
 */
export const commandGiver =
  (rollouts: Rollouts, signer: Signer | undefined) =>
  async (asked: PersonsCommand): Promise<Notice> => {
    const { owner, action, viewer, run } = asked;
    // An undo may be less than it seems; any other action takes its role before anything is looked up.
    const refusal = action === 'undo' ? mayNot(UNDO_OF_KEPT, viewer, owner) : mayNot(action, viewer, owner);
    if (refusal !== undefined) return refused(`refused: ${refusal}`);
    try {
      const status = await statusOf(rollouts, owner);
      if (run !== undefined && status && status.firstRunId !== run)
        return refused('refused: another rollout runs by now; load the page again');
      if (action !== 'undo') return await command(rollouts, { ...asked, action }, status, signer);
      if (status?.keptUntil === undefined) return await undo(rollouts, asked, status, signer);
      const input = { ...asked.input, reason: `undo: ${asked.input.reason ?? 'none given'}` };
      return await command(rollouts, { ...asked, action: UNDO_OF_KEPT, input }, status, signer);
    } catch (error) {
      if (!isTrouble(error, 'refused', 'noRollout', 'noWorker')) throw error;
      return refused(troubleOf(error, new Date()).model.what);
    }
  };

async function command(
  rollouts: Rollouts,
  asked: PersonsCommand & { readonly action: CommandAction },
  status: RolloutStatus | undefined,
  signer: Signer | undefined,
): Promise<Notice> {
  const { owner, action, viewer } = asked;
  const [name, given] = COMMAND_OF[action];
  const input = { ...given, ...asked.input, by: viewer.by, ...groupsOf(viewer, owner, status) };
  const proof = signer && status && isProven(viewer, status) && (await proofOf(input, asked, status, signer));
  return taken(await rollouts.command(owner, name, { ...input, ...(proof && { proof }) }));
}

async function undo(
  rollouts: Rollouts,
  asked: PersonsCommand,
  status: RolloutStatus | undefined,
  signer: Signer | undefined,
): Promise<Notice> {
  const { owner, viewer } = asked;
  const refusal = mayNot('undo', viewer, owner);
  if (refusal !== undefined) return refused(`refused: ${refusal}`);
  const input = { by: viewer.by, reason: asked.input.reason ?? 'none given' };
  const prove = signer && status && isProven(viewer, status) && provingUndo(input, asked, signer);
  const undone = await rollouts.undo(owner, { ...input, ...(prove && { prove }) });
  if (undone.kind === 'givenBack') return taken(undone.answer);
  const begun = await statusOf(rollouts, owner);
  const state = begun ? headline(begun) : 'no worker answers, it begins as soon as there is one';
  return { kind: 'taken', text: `taken: ${undone.version} in place of ${undone.undone}: ${state}` };
}

/** Where a rollout is; without a worker that tells, a command can wait for one, but cannot be signed for a run. */
const statusOf = (rollouts: Rollouts, owner: Owner): Promise<RolloutStatus | undefined> =>
  rollouts.view(owner).then(
    ({ status }) => status,
    (error: unknown) => {
      if (!(error instanceof Trouble)) throw error;
      return undefined;
    },
  );

/** Of somebody's groups those that count: the one that lets them, and those that gates ask for. */
function groupsOf(viewer: Viewer, owner: Owner, status: RolloutStatus | undefined): CommandInput {
  const granted = grantFor(viewer, owner)?.group;
  if (granted === undefined) return {};
  const asked = (status?.steps ?? []).flatMap(({ gate }) => gate?.by ?? []);
  return { groups: [...new Set([granted, ...viewer.groups.filter((group) => asked.includes(group))])] };
}

function proofOf(
  input: CommandInput,
  { owner: { environment, service }, action, from }: PersonsCommand & { readonly action: CommandAction },
  { firstRunId, step }: RolloutStatus,
  signer: Signer,
): Promise<string> {
  const expectedStep = input.expectedStep ?? step?.number;
  return signer.sign({
    rollout: rolloutId(environment, service),
    run: firstRunId,
    command: COMMAND_OF[action][0],
    input: { ...input, ...(action === 'approve' && expectedStep !== undefined && { expectedStep }) },
    from,
    at: new Date().toISOString(),
  });
}

const provingUndo =
  (input: CommandInput, { owner, viewer, from }: PersonsCommand, signer: Signer) =>
  ({ rollout, undoes, file }: UndoMeant): Promise<string> =>
    signer.signUndo({
      rollout,
      undoes,
      file: fileDigest(file),
      input: { ...input, ...groupsOf(viewer, owner, undefined) },
      from,
      at: new Date().toISOString(),
    });

const refused = (text: string): Notice => ({ kind: 'refused', text });

function taken(answer: Answer): Notice {
  if (answer === undefined)
    return { kind: 'taken', text: 'no worker answers: it will be taken as soon as there is one' };
  const { status, done } = answer;
  return {
    kind: 'taken',
    text: `taken${done ? '' : ', and on its way'}: ${status.outcome?.reason ?? headline(status)}`,
  };
}
