import { seeded } from '../../../client/simulation/random.ts';
import { drawBucket, drawHistory, type Conditions } from '../../../client/simulation/traffic.ts';
import type { Bucket } from '../../../workflows/rollout/judge/bucket.ts';
import { evidenceDefaults } from '../../../workflows/rollout/judge/evidence-config.ts';
import { judge, windowToRead, type JudgeMemory } from '../../../workflows/rollout/judge/judge.ts';
import { FACTS, trafficOf } from './canaries.ts';

const WEIGHT = 10;

/** The evidence against a canary that keeps a weight of 10 %, as the judge tells it at each look: [seconds, M]. */
export function evidenceAgainst(canary: Conditions, seconds: number, seed: number): [number, number][] {
  const random = seeded(seed);
  const traffic = trafficOf(canary);
  const history = drawHistory(random, traffic, FACTS.bucketSeconds);
  const situation = {
    steps: [{ weight: WEIGHT, bakeSeconds: seconds }],
    weights: [{ since: 0, weight: WEIGHT }],
    firstDeployment: false,
  };
  const read: Bucket[] = [];
  let memory: JudgeMemory = undefined;
  const looks: [number, number][] = [];
  for (let from = 0; from < seconds; from += FACTS.bucketSeconds) {
    const to = from + FACTS.bucketSeconds;
    read.push(drawBucket(random, traffic, from, to, { weight: WEIGHT, since: 0 }));
    const now = to + FACTS.lagSeconds;
    const window = windowToRead(evidenceDefaults, situation, FACTS, memory, now);
    const buckets = read.filter((bucket) => bucket.from >= window.from && bucket.from < window.to);
    const judged = judge(evidenceDefaults, situation, FACTS, { buckets, window, memory, history, now });
    memory = judged.memory;
    looks.push([now, judged.verdict.numbers['M'] ?? 1]);
  }
  return looks;
}
