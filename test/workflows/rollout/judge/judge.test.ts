import type { Bucket, Counts } from '../../../../workflows/rollout/judge/bucket.ts';
import { evidenceDefaults } from '../../../../workflows/rollout/judge/evidence-config.ts';
import { judge } from '../../../../workflows/rollout/judge/judge.ts';
import type { Facts } from '../../../../workflows/rollout/judge/situation.ts';

const FACTS: Facts = { bucketSeconds: 10, lagSeconds: 5 };
const START = 6000;

/** What evidence says, so long after a first deployment began to bake for a minute; in each bucket this was counted. */
function firstDeployment(canary: Counts | undefined, seconds: number) {
  const situation = {
    steps: [{ weight: 100, bakeSeconds: 60 }],
    weights: [{ since: START, weight: 100 }],
    firstDeployment: true,
  };
  const to = START + seconds - FACTS.lagSeconds;
  const buckets = Array.from({ length: Math.floor((to - START) / 10) }, (_, i): Bucket => {
    const from = START + 10 * i;
    return { from, to: from + 10, ...(canary && { canary }) };
  });
  const given = { buckets, window: { from: START, to }, memory: undefined, now: START + seconds };
  return judge(evidenceDefaults, situation, FACTS, given).verdict;
}

describe.each([
  ['that is seen, and called by nobody', { requests: 0, errors: 0 }],
  ['of which nothing is seen', undefined],
])('a first deployment %s', (_, counts) => {
  it('is not waited for once its bake can be read whole', () => {
    expect(firstDeployment(counts, 70)).toMatchObject({ kind: 'inconclusive', silent: true });
  });

  it('is undecided before that', () => {
    expect(firstDeployment(counts, 50)).toMatchObject({ kind: 'undecided', silent: true });
  });
});
