import { refusalOf, type CommandInput, type CommandState } from '../../../workflows/rollout/command.ts';
import type { CommandName } from '../../../workflows/rollout/command-name.ts';

const baking: CommandState = {
  phase: 'baking',
  paused: false,
  held: false,
  verdictHeld: false,
  stepNumber: 2,
  firstDeployment: false,
  cannot: {},
  ahead: [
    { weight: 20, bakeSeconds: 60 },
    { weight: 100, bakeSeconds: 60 },
  ],
  approved: false,
};
const gated = (...by: string[]): Partial<CommandState> => ({
  ahead: [
    { weight: 20, bakeSeconds: 60, gate: { by, seconds: 60, onTimeout: 'rollBack' } },
    { weight: 100, bakeSeconds: 60 },
  ],
});
const paused = { paused: true, held: true };
const held = { held: true };
const stranded: Partial<CommandState> = { phase: 'rollingBack', held: true };

describe('a command', () => {
  it.each<[string, CommandName, CommandInput, Partial<CommandState>]>([
    ['pause while baking', 'pause', {}, {}],
    ['pause while deploying', 'pause', {}, { phase: 'deploying', stepNumber: undefined }],
    ['resume when paused', 'resume', {}, paused],
    ['resume when held without proof', 'resume', {}, held],
    ['promote while deploying', 'promote', {}, { phase: 'deploying' }],
    ['abort at any time', 'abort', {}, { phase: 'starting' }],
    ['a pause that is to hold failed checks, too', 'pause', { holdVerdict: true }, paused],
    ['an approval by anybody', 'approve', {}, gated()],
    ['an approval by name', 'approve', { by: 'ann' }, gated('ann', 'oncall')],
    ['an approval by group', 'approve', { by: 'bob', groups: ['oncall'] }, gated('ann', 'oncall')],
    ['a promotion past a gate by whom it asks', 'promote', { by: 'ann' }, gated('ann')],
    ['a promotion past a gate that is open', 'promote', {}, { ...gated('ann'), approved: true }],
    ['a weight before a gate', 'setWeight', { weight: 5 }, gated('ann')],
    ['the weight of a gate', 'setWeight', { weight: 20 }, gated('ann')],
    ['a weight while baking', 'setWeight', { weight: 0 }, {}],
    ['a promotion where stable cannot serve', 'promote', {}, stranded],
    ['an abort with force where stable cannot serve', 'abort', { force: true }, stranded],
    ['the step that was expected', 'promote', { step: true, expectedStep: 2 }, {}],
  ])('is followed: %s', (_sentence, name, input, changes) => {
    expect(refusalOf(name, input, { ...baking, ...changes })).toBeUndefined();
  });

  it.each<[string, CommandName, CommandInput, Partial<CommandState>, RegExp]>([
    ['pause twice', 'pause', {}, paused, /already paused/],
    ['promote before the plan and its gates are known', 'promote', {}, { phase: 'starting' }, /not checked/],
    ['an approval that nobody asked for', 'approve', {}, {}, /step 2 asks for no approval/],
    ['an approval before a step', 'approve', {}, { stepNumber: undefined }, /no step has started/],
    ['a second approval', 'approve', {}, { ...gated(), approved: true }, /already approved/],
    [
      'an approval by somebody else',
      'approve',
      { by: 'bob', groups: ['dev'] },
      gated('ann', 'oncall'),
      /20 % has to be approved by ann or oncall/,
    ],
    ['a promotion past a gate', 'promote', { by: 'bob' }, gated('ann'), /approved by ann/],
    ['the end of a step with a gate', 'promote', { step: true }, gated('ann'), /approved by ann/],
    ['a weight past a gate', 'setWeight', { weight: 50 }, gated('ann'), /approved by ann/],
    ['resume while it goes on', 'resume', {}, {}, /neither paused nor held/],
    [
      'another step than expected',
      'promote',
      { step: true, expectedStep: 1 },
      {},
      /step 2 is under way, not step 1/,
    ],
    [
      'a step before there is one',
      'promote',
      { expectedStep: 1 },
      { stepNumber: undefined },
      /no step has started/,
    ],
    ['a weight over 100', 'setWeight', { weight: 101 }, {}, /101 is not a weight/],
    ['half a percent', 'setWeight', { weight: 0.5 }, {}, /0.5 is not a weight/],
    ['no weight', 'setWeight', {}, {}, /nothing is not a weight/],
    ['a weight before the traffic', 'setWeight', { weight: 5 }, { phase: 'deploying' }, /no traffic yet/],
    [
      'a weight with nobody to share',
      'setWeight',
      { weight: 5 },
      { firstDeployment: true },
      /no stable version/,
    ],
    ['an abort on the way back', 'abort', {}, { phase: 'rollingBack' }, /already rolling back/],
    ['an abort without force where stable cannot serve', 'abort', {}, stranded, /no healthy task: promote/],
    ['a pause where stable cannot serve', 'pause', {}, stranded, /no healthy task: promote/],
    ['an abort past the last bake', 'abort', {}, { phase: 'committing' }, /too late/],
    ['anything at the end', 'promote', {}, { phase: 'promoted' }, /has ended/],
  ])('is refused: %s', (_sentence, name, input, changes, reason) => {
    expect(refusalOf(name, input, { ...baking, ...changes })).toMatch(reason);
  });
});
