import { refusalOf, type CommandInput } from '../../workflows/rollout/command.ts';
import type { CommandName } from '../../workflows/rollout/command-name.ts';
import { commandStateOf } from '../../workflows/rollout/command-state.ts';
import type { RolloutStatus } from '../../workflows/rollout/status.ts';

/** Something that a person can ask of a rollout, or why not now. */
export interface ActionModel {
  readonly action: 'approve' | 'pause' | 'resume' | 'promoteStep' | 'promoteAll' | 'setWeight' | 'abort';
  readonly refusal: string | undefined;
}

/** Which command stands behind an action. */
export const COMMAND_OF: Readonly<Record<ActionModel['action'], readonly [CommandName, CommandInput]>> = {
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
export function actionsOf(status: RolloutStatus, by: string): ActionModel[] {
  if (status.outcome !== undefined) return [];
  const state = commandStateOf(status);
  const actions = Object.keys(COMMAND_OF) as ActionModel['action'][];
  return actions
    .filter((action) => action !== (status.paused || status.held ? 'pause' : 'resume'))
    .map((action) => {
      const [name, input] = COMMAND_OF[action];
      return { action, refusal: refusalOf(name, { ...input, by }, state) };
    });
}
