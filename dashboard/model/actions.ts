import { refusalOf, type CommandInput } from '../../workflows/rollout/command.ts';
import type { CommandName } from '../../workflows/rollout/command-name.ts';
import { commandStateOf } from '../../workflows/rollout/command-state.ts';
import type { RolloutStatus } from '../../workflows/rollout/status.ts';
import { ACTIONS, type ActionName, type CommandAction } from './action-name.ts';
import { mayNot, type Viewer } from './viewer.ts';

/** Something that a person can ask of a rollout, or why not now. */
export interface ActionModel {
  readonly action: ActionName;
  readonly refusal: string | undefined;
}

/** Which command stands behind an action. */
export const COMMAND_OF: Readonly<Record<CommandAction, readonly [CommandName, CommandInput]>> = {
  approve: ['approve', {}],
  pause: ['pause', {}],
  resume: ['resume', {}],
  promoteStep: ['promote', { step: true }],
  promoteAll: ['promote', {}],
  // Which weight is refused depends on the weight; 0 passes no gate.
  setWeight: ['setWeight', { weight: 0 }],
  abort: ['abort', {}],
};

/**
 * What somebody can ask of a service now, by its latest rollout, with the words by which it would be refused: commands while it runs, an undo
 * once its version is promoted.
 */
export function actionsOf(status: RolloutStatus, viewer: Viewer): ActionModel[] {
  if (status.outcome !== undefined)
    return status.outcome.kind === 'promoted'
      ? [{ action: 'undo', refusal: mayNot('undo', viewer, status) }]
      : [];
  const state = commandStateOf(status);
  const { by, groups } = viewer;
  const person = { by, groups, isVerified: isProven(viewer, status) };
  return offeredIn(status).map((action) => {
    const asked = action === 'undo' ? UNDO_OF_KEPT : action;
    const [name, input] = COMMAND_OF[asked];
    const refusal = mayNot(asked, viewer, status) ?? refusalOf(name, { ...input, ...person }, state);
    return { action, refusal };
  });
}

/** How an undo is given while the old version is still kept. */
export const UNDO_OF_KEPT = 'abort';

/** Once the version has passed, an abort goes by the name of what it comes to. */
const offeredIn = ({ paused, held, keptUntil }: RolloutStatus): ActionName[] =>
  ACTIONS.filter(
    (action) =>
      action !== (paused || held ? 'pause' : 'resume') &&
      action !== (keptUntil === undefined ? 'undo' : 'abort'),
  );

/** Whether a rollout believes the signature that somebody's commands get. */
export const isProven = ({ signingKey }: Viewer, { signingKeys = [] }: RolloutStatus): boolean =>
  signingKey !== undefined && signingKeys.includes(signingKey);
