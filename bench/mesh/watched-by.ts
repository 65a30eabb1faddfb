import { setTimeout as sleep } from 'node:timers/promises';
import type { Watcher } from '../../client/simulation/closed-loop.ts';
import type { Bucket } from '../../workflows/rollout/judge/bucket.ts';
import type { Span } from '../../workflows/rollout/judge/verdict.ts';

/** A canary that is ready, and in whose hands its weight is. */
export interface Canary {
  read(span: Span): Promise<readonly Bucket[]>;
  weigh(percent: number): Promise<void>;
  readonly bucketSeconds: number;
  /** Seconds until a bucket can be read. */
  readonly lagSeconds: number;
}

const FIRST_WEIGHT = 10;

/** Rolls a canary out in real time, from a whole minute on, as a watcher of the simulations wants it; answers what came of it. */
export async function watchedBy(watcher: Watcher, canary: Canary): Promise<'rollBack' | 'promote' | 'pause'> {
  const { bucketSeconds, lagSeconds } = canary;
  const start = 60 * Math.ceil(Date.now() / 60_000);
  await until(start);
  let weight = FIRST_WEIGHT;
  await canary.weigh(weight);
  for (let to = start + bucketSeconds; ; to += bucketSeconds) {
    await until(to + lagSeconds);
    for (const bucket of await canary.read({ from: to - bucketSeconds, to })) watcher.take(bucket, weight);
    const answer = watcher.tick(to, weight);
    switch (answer.kind) {
      case 'weight':
        if (answer.weight !== weight) await canary.weigh(answer.weight);
        weight = answer.weight;
        break;
      case 'rollBack':
      case 'promote':
        await canary.weigh(answer.kind === 'promote' ? 100 : 0);
        return answer.kind;
      case 'pause':
        return answer.kind;
    }
  }
}

const until = (epochSeconds: number) => sleep(Math.max(0, 1000 * epochSeconds - Date.now()));
