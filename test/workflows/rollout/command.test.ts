import {
  refusalOf,
  type CommandInput,
  type CommandName,
  type CommandState,
} from '../../../workflows/rollout/command.ts';

const baking: CommandState = {
  phase: 'baking',
  paused: false,
  held: false,
  stepNumber: 2,
  firstDeployment: false,
};
const paused = { paused: true, held: true };
const held = { held: true };

describe('a command', () => {
  it.each<[string, CommandName, CommandInput, Partial<CommandState>]>([
    ['pause while baking', 'pause', {}, {}],
    ['pause while deploying', 'pause', {}, { phase: 'deploying', stepNumber: undefined }],
    ['resume when paused', 'resume', {}, paused],
    ['resume when held without proof', 'resume', {}, held],
    ['retry when held', 'retry', {}, held],
    ['promote at any time', 'promote', {}, { phase: 'starting' }],
    ['abort at any time', 'abort', {}, { phase: 'starting' }],
    ['a weight while baking', 'setWeight', { weight: 0 }, {}],
    ['the step that was expected', 'promote', { step: true, expectedStep: 2 }, {}],
  ])('is followed: %s', (_sentence, name, input, changes) => {
    expect(refusalOf(name, input, { ...baking, ...changes })).toBeUndefined();
  });

  it.each<[string, CommandName, CommandInput, Partial<CommandState>, RegExp]>([
    ['pause twice', 'pause', {}, paused, /paused already/],
    ['resume while it goes on', 'resume', {}, {}, /neither paused nor held/],
    ['retry while it judges by itself', 'retry', {}, {}, /not held/],
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
      /no step is under way/,
    ],
    ['a weight over 100', 'setWeight', { weight: 101 }, {}, /101 is no weight/],
    ['half a percent', 'setWeight', { weight: 0.5 }, {}, /0.5 is no weight/],
    ['no weight', 'setWeight', {}, {}, /nothing is no weight/],
    ['a weight before the traffic', 'setWeight', { weight: 5 }, { phase: 'deploying' }, /no traffic yet/],
    [
      'a weight with nobody to share',
      'setWeight',
      { weight: 5 },
      { firstDeployment: true },
      /no stable version/,
    ],
    ['an abort on the way back', 'abort', {}, { phase: 'rollingBack' }, /on its way back/],
    ['an abort past the last bake', 'abort', {}, { phase: 'committing' }, /too late/],
    ['anything at the end', 'promote', {}, { phase: 'promoted' }, /has ended/],
  ])('is refused: %s', (_sentence, name, input, changes, reason) => {
    expect(refusalOf(name, input, { ...baking, ...changes })).toMatch(reason);
  });
});
