import { decideStart, type Start, type VersionRecord } from '../../../workflows/rollout/start.ts';
import type { TrafficSplit } from '../../../workflows/rollout/traffic-split.ts';

const split = (...shares: [string, number][]): TrafficSplit =>
  shares.map(([version, weight]) => ({ version, weight }));
const record = (image: string): VersionRecord => ({ number: 3, image });

describe('how a rollout of version «new» begins', () => {
  it.each<[string, TrafficSplit, VersionRecord | undefined, Partial<Start>]>([
    ['nothing routed: a first deployment', [], undefined, { kind: 'firstDeployment' }],
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
      'shares of weight 0 do not matter',
      split(['older', 0], ['old', 100]),
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
    expect(decideStart(live, recorded, 'new')).toMatchObject(start);
  });
});
