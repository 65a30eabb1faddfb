import { showsEffect } from '../../../client/rollouts/shows-effect.ts';
import type { CommandName } from '../../../workflows/rollout/command-name.ts';
import type { CommandInput } from '../../../workflows/rollout/command.ts';
import type { RolloutStatus } from '../../../workflows/rollout/status.ts';
import { rolloutStatus, split, verdictRecord } from '../../fakes/rollout-status.ts';

const last = { number: 3, of: 3, weight: 100, bakeSeconds: 900 };
const first = { number: 1, of: 3, weight: 5, bakeSeconds: 300 };

it.each<
  [
    command: CommandName,
    input: CommandInput,
    not: string,
    before: Partial<RolloutStatus>,
    once: string,
    after: Partial<RolloutStatus>,
  ]
>([
  ['abort', {}, 'it still bakes', {}, 'it goes back', { phase: 'rollingBack' }],
  ['abort', {}, 'it still deploys', { phase: 'deploying' }, 'it has ended', { phase: 'aborted' }],
  ['pause', {}, 'it is not paused', {}, 'it is paused', { paused: true }],
  ['resume', {}, 'it is paused', { paused: true }, 'it is not', {}],
  ['resume', {}, 'it is held', { held: true }, 'it is not', {}],
  ['promote', {}, 'it bakes its last step', { step: last }, 'it commits', { phase: 'committing' }],
  ['promote', { step: true }, 'it bakes the same step', {}, 'it is at the next', { step: last }],
  [
    'approve',
    {},
    'its gate is open',
    { approved: true, verdicts: [verdictRecord('gate')] },
    'it is at the next step',
    { step: last, verdicts: [verdictRecord('gate')] },
  ],
  [
    'setWeight',
    { weight: 5 },
    'the router tells the old weight',
    { step: first, readBack: split(25) },
    'it tells the new one',
    { step: first, readBack: split(5) },
  ],
])('%s %j has no effect yet while %s, and has it once %s', (name, input, _not, before, _once, after) => {
  const taken = rolloutStatus({ ...(name === 'promote' && !input.step && { step: last }), ...pick(before) });
  expect(showsEffect(name, input, taken, rolloutStatus(before))).toBe(false);
  expect(showsEffect(name, input, taken, rolloutStatus(after))).toBe(true);
});

/** Where the rollout was when it took the command, as far as a case says so. */
const pick = ({ phase }: Partial<RolloutStatus>): Partial<RolloutStatus> => (phase ? { phase } : {});

it('an approval that comes before its gate has its effect at once', () => {
  expect(showsEffect('approve', {}, rolloutStatus(), rolloutStatus({ approved: true }))).toBe(true);
});

it('waits for nothing more where the rollout has gone on to another phase meanwhile', () => {
  const goingBack = rolloutStatus({ phase: 'rollingBack' });
  expect(showsEffect('setWeight', { weight: 50 }, rolloutStatus(), goingBack)).toBe(true);
});
