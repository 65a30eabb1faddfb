import { refusalOf, type CommandInput } from '../../workflows/rollout/command.ts';
import type { CommandName } from '../../workflows/rollout/command-name.ts';
import { commandStateOf } from '../../workflows/rollout/command-state.ts';
import type { RolloutStatus } from '../../workflows/rollout/status.ts';
import { ACTIONS, type ActionName } from './action-name.ts';
import { mayNot, type Viewer } from './viewer.ts';

/** Something that a person can ask of a rollout, or why not now. */
export interface ActionModel {
  readonly action: ActionName;
  readonly refusal: string | undefined;
}

/** Which command stands behind an action. */
export const COMMAND_OF: Readonly<Record<ActionName, readonly [CommandName, CommandInput]>> = {
  approve: ['approve', {}],
  pause: ['pause', {}],
  resume: ['resume', {}],
  promoteStep: ['promote', { step: true }],
  promoteAll: ['promote', {}],
  // Which weight is refused depends on the weight; 0 passes no gate.
  setWeight: ['setWeight', { weight: 0 }],
  abort: ['abort', {}],
};

/** What somebody can ask of a rollout now, with the words by which it would be refused; nothing of one that has ended. */
export function actionsOf(status: RolloutStatus, viewer: Viewer): ActionModel[] {
  if (status.outcome !== undefined) return [];
  const state = commandStateOf(status);
  const { by, groups } = viewer;
  const person = { by, groups, isVerified: isProven(viewer, status) };
  return ACTIONS.filter((action) => action !== (status.paused || status.held ? 'pause' : 'resume')).map(
    (action) => {
      const [name, input] = COMMAND_OF[action];
      const refusal = mayNot(action, viewer, status) ?? refusalOf(name, { ...input, ...person }, state);
      return { action, refusal };
    },
  );
}

/** Whether a rollout believes the signature that somebody's commands get. */
export const isProven = ({ signingKey }: Viewer, { signingKeys = [] }: RolloutStatus): boolean =>
  signingKey !== undefined && signingKeys.includes(signingKey);
