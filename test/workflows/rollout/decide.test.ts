import { decide, type Leeway, type Standing } from '../../../workflows/rollout/decide.ts';
import type { InconclusivePolicy } from '../../../workflows/rollout/plan.ts';
import type { Gate } from '../../../workflows/rollout/steps.ts';
import type { Verdict } from '../../../workflows/rollout/judge/verdict.ts';

const plan = (onInconclusive: InconclusivePolicy): Leeway => ({
  onInconclusive,
  limits: { extensionSeconds: 100, holdSeconds: 1000 },
});

const verdict = (kind: Verdict['kind']): Verdict => ({
  ...(kind === 'undecided' ? { kind, lookAgainAt: 5012 } : { kind }),
  reason: `it is ${kind}`,
  judge: 'errorCount',
  window: { from: 0, to: 60 },
  numbers: {},
});

const progress = (changes: Partial<Standing> = {}): Standing => ({
  step: { weight: 10, bakeSeconds: 60 },
  firstDeployment: false,
  paused: false,
  extendedSeconds: 0,
  heldSince: undefined,
  now: 5000,
  ...changes,
});

const PAUSED = { paused: true };
const gated = (onTimeout: Gate['onTimeout'], changes: Partial<Standing> = {}) => ({
  step: { weight: 10, bakeSeconds: 60, gate: { by: ['ann'], seconds: 300, onTimeout } },
  ...changes,
});

describe('what follows a check', () => {
  it.each<[string, InconclusivePolicy, Partial<Standing>, Verdict['kind'], object]>([
    ['a pass advances', 'pause', {}, 'pass', { kind: 'advance' }],
    [
      'a pass while paused holds the weight',
      'pause',
      PAUSED,
      'pass',
      { kind: 'hold', seconds: 60, until: 6000 },
    ],
    ['a fail rolls back', 'pause', {}, 'fail', { kind: 'rollBack', reason: 'it is fail' }],
    ['a fail rolls back though paused', 'pause', PAUSED, 'fail', { kind: 'rollBack' }],
    [
      'an open question is asked again when the judge says',
      'pause',
      {},
      'undecided',
      { kind: 'wait', until: 5012 },
    ],
    [
      'an open question does not end a hold, nor spend the extension',
      'rollBack',
      { extendedSeconds: 100 },
      'undecided',
      { kind: 'wait' },
    ],
    [
      'an open question holds the weight while paused',
      'pause',
      PAUSED,
      'undecided',
      { kind: 'hold', until: 6000 },
    ],
    [
      'an open question at a gate leaves it open',
      'pause',
      gated('rollBack', { gateSince: 4900 }),
      'undecided',
      { kind: 'gate', until: 5200 },
    ],
    ['no proof extends the step by a bake', 'pause', {}, 'inconclusive', { kind: 'extend', seconds: 60 }],
    [
      'the last extension is cut to what is left',
      'pause',
      { extendedSeconds: 60 },
      'inconclusive',
      { kind: 'extend', seconds: 40 },
    ],
    [
      'a spent extension holds for a person',
      'pause',
      { extendedSeconds: 100 },
      'inconclusive',
      { kind: 'hold', until: 6000 },
    ],
    [
      'a spent extension rolls back',
      'rollBack',
      { extendedSeconds: 100 },
      'inconclusive',
      { kind: 'rollBack' },
    ],
    ['a spent extension advances', 'advance', { extendedSeconds: 100 }, 'inconclusive', { kind: 'advance' }],
    [
      'no proof while paused does not spend the extension',
      'rollBack',
      PAUSED,
      'inconclusive',
      { kind: 'hold' },
    ],
    [
      'the last hold ends at its deadline',
      'pause',
      { ...PAUSED, heldSince: 4030 },
      'pass',
      { kind: 'hold', seconds: 30 },
    ],
    [
      'while a person is waited for, a look a minute is enough for a short bake',
      'pause',
      { ...PAUSED, step: { weight: 10, bakeSeconds: 5 } },
      'pass',
      { kind: 'hold', seconds: 60 },
    ],
    [
      'and no less for a long one',
      'pause',
      { ...PAUSED, step: { weight: 10, bakeSeconds: 3600 } },
      'pass',
      { kind: 'hold', seconds: 60 },
    ],
    [
      'a fail holds while paused, where a person wants to decide',
      'pause',
      { ...PAUSED, verdictHeld: true },
      'fail',
      { kind: 'hold', reason: expect.stringMatching('it is fail') },
    ],
    [
      'a fail rolls back again once it is not paused',
      'pause',
      { verdictHeld: true },
      'fail',
      { kind: 'rollBack' },
    ],
    ['a pass with a gate asks', 'pause', gated('rollBack'), 'pass', { kind: 'gate', until: 5300 }],
    ['an open gate advances', 'pause', gated('rollBack', { approved: true }), 'pass', { kind: 'advance' }],
    [
      'a gate waits from when it was reached',
      'pause',
      gated('rollBack', { gateSince: 4730 }),
      'pass',
      { kind: 'gate', seconds: 30 },
    ],
    [
      'a gate that nobody opens rolls back',
      'pause',
      gated('rollBack', { gateSince: 4700 }),
      'pass',
      { kind: 'rollBack', reason: 'nobody approved 10 % within 300 s' },
    ],
    [
      'a gate that nobody opens advances where the plan says so',
      'pause',
      gated('advance', { gateSince: 4700 }),
      'pass',
      { kind: 'advance' },
    ],
    [
      'a fail at a gate rolls back',
      'pause',
      gated('advance', { gateSince: 4900 }),
      'fail',
      { kind: 'rollBack' },
    ],
    [
      'no proof at a gate leaves it open',
      'rollBack',
      gated('rollBack', { gateSince: 4900, extendedSeconds: 100 }),
      'inconclusive',
      { kind: 'gate', until: 5200 },
    ],
    [
      'doubt that is to advance asks at a gate',
      'advance',
      gated('rollBack', { extendedSeconds: 100 }),
      'inconclusive',
      { kind: 'gate' },
    ],
    [
      'a hold that nobody answers rolls back',
      'pause',
      { ...PAUSED, heldSince: 4000 },
      'pass',
      { kind: 'rollBack' },
    ],
  ])('%s', (_sentence, policy, changes, kind, action) => {
    expect(decide(plan(policy), progress(changes), verdict(kind))).toMatchObject(action);
  });

  const silence: Verdict = { ...verdict('inconclusive'), silent: true };

  it('silence extends the step of a canary', () => {
    expect(decide(plan('pause'), progress(), silence)).toMatchObject({ kind: 'extend' });
  });

  it('silence lets a first deployment pass: a new service may have no callers until it is there', () => {
    expect(decide(plan('pause'), progress({ firstDeployment: true }), silence)).toMatchObject({
      kind: 'advance',
    });
  });

  it('metrics that cannot be read do not let a first deployment pass', () => {
    const outage = verdict('inconclusive');
    expect(decide(plan('pause'), progress({ firstDeployment: true }), outage)).toMatchObject({
      kind: 'extend',
    });
  });
});
