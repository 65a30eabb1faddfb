import { decide, type StepProgress } from '../../../workflows/rollout/decide.ts';
import type { InconclusivePolicy, RolloutPlan } from '../../../workflows/rollout/plan.ts';
import type { Verdict } from '../../../workflows/rollout/judge/verdict.ts';

const plan = (onInconclusive: InconclusivePolicy) =>
  ({ onInconclusive, limits: { extensionSeconds: 100, holdSeconds: 1000 } }) as unknown as RolloutPlan;

const verdict = (kind: Verdict['kind']): Verdict => ({
  kind,
  reason: `it is ${kind}`,
  judge: 'errorCount',
  window: { from: 0, to: 60 },
  numbers: {},
});

const progress = (changes: Partial<StepProgress> = {}): StepProgress => ({
  step: { weight: 10, bakeSeconds: 60 },
  firstDeployment: false,
  paused: false,
  extendedSeconds: 0,
  heldSince: undefined,
  now: 5000,
  ...changes,
});

const PAUSED = { paused: true };

describe('what follows a check', () => {
  it.each<[string, InconclusivePolicy, Partial<StepProgress>, Verdict['kind'], object]>([
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
