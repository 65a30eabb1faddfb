import { seeded } from '../../client/simulation/random.ts';
import { drawBucket, drawHistory } from '../../client/simulation/traffic.ts';
import type { Watcher } from '../../client/simulation/closed-loop.ts';
import type { Bucket } from '../../workflows/rollout/judge/bucket.ts';
import { seed } from './rivals/seed.ts';
import { serin } from './rivals/serin.ts';
import { fast, latency } from './scenario.ts';

const eightHours = 8 * 3600;

/** CPU of one bucket and one tick, in ms, with eight hours of buckets behind them, at 1,000 requests a second. */
export function speed(): { readonly serinMs: number; readonly seedMs: number } {
  const scenario = latency(1000, 1);
  const random = seeded(1);
  const history = drawHistory(random, scenario.before, fast.bucketSeconds);
  const draw = (from: number) =>
    drawBucket(random, scenario.traffic, from, from + 10, { weight: 50, since: 0 });
  const before = Array.from({ length: eightHours / 10 }, (_, i) => draw(10 * i));
  const then = Array.from({ length: 200 }, (_, i) => draw(eightHours + 10 * i));
  return {
    serinMs: costOf(
      serin(scenario, fast, () => history),
      before,
      then,
    ),
    seedMs: costOf(seed(Infinity), before, then),
  };
}

function costOf(watcher: Watcher, before: readonly Bucket[], then: readonly Bucket[]): number {
  const feed = (bucket: Bucket) => {
    watcher.take(bucket, 50);
    watcher.tick(bucket.to, 50);
  };
  before.forEach(feed);
  const start = process.cpuUsage();
  then.forEach(feed);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000 / then.length;
}
