import { decideStart, type Start, type VersionRecord } from '../../../workflows/rollout/start.ts';
import type { TrafficSplit } from '../../../workflows/rollout/traffic-split.ts';

const split = (...shares: [string, number][]): TrafficSplit =>
  shares.map(([version, weight]) => ({ version, weight }));
const record = (image: string): VersionRecord => ({ number: 3, image });

describe('how a rollout of version «new» begins', () => {
  it.each<[string, TrafficSplit, VersionRecord | undefined, Partial<Start>]>([
    ['nothing routed: a first deployment', [], undefined, { kind: 'firstDeployment' }],
    ['nothing routed, though a version is recorded: refused', [], record('x:1.old'), { kind: 'refuse' }],
    [
      'one version serves: it is stable',
      split(['old', 100]),
      record('x:1.old'),
      { kind: 'canary', stable: 'old' },
    ],
    [
      'the router counts, not a lost record',
      split(['old', 100]),
      undefined,
      { kind: 'canary', stable: 'old' },
    ],
    [
      'a version without traffic beside it was left by another rollout',
      split(['older', 0], ['old', 100]),
      undefined,
      { kind: 'mend', stable: 'old' },
    ],
    [
      'unless it is the one to be rolled out',
      split(['new', 0], ['old', 100]),
      undefined,
      { kind: 'canary', stable: 'old' },
    ],
    ['weights need not add up to 100', split(['old', 1]), undefined, { kind: 'canary', stable: 'old' }],
    [
      'a split with a record is mended',
      split(['old', 67], ['bad', 33]),
      record('x:1.old'),
      { kind: 'mend', stable: 'old' },
    ],
    [
      'so is one left by the same version',
      split(['old', 67], ['new', 33]),
      record('x:1.old'),
      { kind: 'mend', stable: 'old' },
    ],
    [
      'a tag may be the version alone',
      split(['old', 67], ['bad', 33]),
      record('x:old'),
      { kind: 'mend', stable: 'old' },
    ],
    [
      'a name that merely ends alike is another',
      split(['old', 67], ['bad', 33]),
      record('x:1.very-old'),
      { kind: 'refuse' },
    ],
    ['a split without record is refused', split(['old', 67], ['bad', 33]), undefined, { kind: 'refuse' }],
    ['what serves already is refused', split(['new', 100]), undefined, { kind: 'refuse' }],
    ['a route that serves nobody is refused', split(['old', 0]), undefined, { kind: 'refuse' }],
  ])('%s', (_sentence, live, recorded, start) => {
    expect(decideStart({ live, record: recorded }, 'new')).toMatchObject(start);
  });
});

describe('how it begins where the plan says that «old» is stable', () => {
  it.each<[string, TrafficSplit, Partial<Start>]>([
    ['all traffic at stable', split(['old', 100], ['new', 0]), { kind: 'canary', stable: 'old' }],
    ['any split of the two', split(['new', 33], ['old', 67]), { kind: 'canary', stable: 'old' }],
    ['a third one with traffic is refused', split(['old', 90], ['x', 10]), { kind: 'refuse' }],
    ['somebody else who serves is refused', split(['x', 100]), { kind: 'refuse' }],
    ['a canary that serves already is refused', split(['old', 0], ['new', 100]), { kind: 'refuse' }],
    ['a route that serves nobody is refused', split(['old', 0], ['new', 0]), { kind: 'refuse' }],
    ['a route without targets is refused', [], { kind: 'refuse' }],
  ])('%s', (_sentence, live, start) => {
    expect(decideStart({ live, record: record('x:1.other'), stated: 'old' }, 'new')).toMatchObject(start);
  });
});

describe('how it begins where the router leaves a doubt and it was asked who runs', () => {
  it.each<[string, TrafficSplit, readonly string[], Partial<Start>]>([
    [
      'the recorded version runs: it is stable',
      split(['rec', 50], ['bad', 50]),
      ['rec', 'bad'],
      { kind: 'mend', stable: 'rec' },
    ],
    [
      'the recorded version is gone: the only one that runs is stable',
      split(['rec', 50], ['old', 50]),
      ['old'],
      { kind: 'mend', stable: 'old' },
    ],
    [
      'nobody serves, and one version runs',
      split(['old', 0], ['bad', 0]),
      ['old'],
      { kind: 'mend', stable: 'old' },
    ],
    ['nobody serves, and nothing runs', split(['old', 0]), [], { kind: 'refuse' }],
    ['only the canary runs', split(['old', 50], ['new', 50]), ['new'], { kind: 'refuse' }],
    ['two run, and neither is recorded', split(['old', 50], ['bad', 50]), ['old', 'bad'], { kind: 'refuse' }],
  ])('%s', (_sentence, live, running, start) => {
    expect(decideStart({ live, record: record('x:1.rec'), running }, 'new')).toMatchObject(start);
  });
});
