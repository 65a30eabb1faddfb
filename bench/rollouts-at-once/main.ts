import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { COUNT_MILLIS } from '../../worker/workers-of-queue.ts';
import { countByAction, latestBySeconds, mostWithin } from './calls.ts';
import { tell, type Ratio } from '../ratio.ts';
import { inCrowd, type Crowd } from './crowd.ts';

/** Many rollouts at once on one account, held against what AWS lets an account ask of its load balancers. */
const { values } = parseArgs({
  options: {
    rollouts: { type: 'string', default: '50' },
    bakeSeconds: { type: 'string', default: '120' },
    workers: { type: 'string', default: '1' },
  },
});
const BAKE_SECONDS = Number(values.bakeSeconds);
const WORKERS = Number(values.workers);

/** What AWS allows an account in a second. */
const LIMITS = { writes: 3, reads: 10 };

await inCrowd(Number(values.rollouts), rollOutAll, WORKERS);
process.exit();

async function rollOutAll({ shop, start, callsSince }: Crowd): Promise<void> {
  // Until they have counted each other, each takes what is for all.
  if (WORKERS > 1) await sleep(2 * COUNT_MILLIS);
  const counting = new AbortController();
  void countUntil(counting.signal, () => shop.countRequests(20));
  const before = (await callsSince(0)).length;
  const startedAt = new Date();
  const results = await Promise.all(
    shop.services.map(async (service) => {
      const started = await start(service, BAKE_SECONDS);
      return started.result().then(
        () => 'promoted',
        (error: Error) => `${error.message}: ${(error.cause as Error | undefined)?.message}`,
      );
    }),
  );
  counting.abort();
  const tookSeconds = Math.round((Date.now() - startedAt.getTime()) / 1000);
  const calls = (await callsSince(before)).filter(({ service }) => service === 'elasticloadbalancing');

  const count = shop.services.length;
  const reads = calls.filter(({ action }) => action.startsWith('Describe'));
  const writes = calls.filter(({ action }) => !action.startsWith('Describe'));
  const late = Math.max(
    ...shop.services.map(({ rule }) => latestBySeconds(calls, rule, startedAt, BAKE_SECONDS)),
  );
  const promoted = results.filter((result) => result === 'promoted').length;
  for (const other of new Set(results.filter((result) => result !== 'promoted'))) console.log(other);
  for (const [action, times] of countByAction(calls)) console.log(`${times} ${action}`);
  const perSecond = (count: number) => count / tookSeconds;
  const ofQuota = (what: string, value: number): Ratio => ({
    ...{
      what: `${what}, ${WORKERS} ${WORKERS === 1 ? 'worker' : 'workers'}`,
      value: 100 * value,
      unit: '% of the quota',
    },
  });
  tell({
    ratios: [
      { what: 'not promoted', value: count - promoted, unit: 'rollouts', atMost: 0 },
      { ...ofQuota('reads, on average', perSecond(reads.length) / LIMITS.reads), atMost: 50 },
      { ...ofQuota('writes, on average', perSecond(writes.length) / LIMITS.writes), atMost: 50 },
      {
        ...ofQuota('reads, in the busiest minute', mostWithin(60, reads) / 60 / LIMITS.reads),
        atMost: 50,
      },
      {
        ...ofQuota('writes, in the busiest minute', mostWithin(60, writes) / 60 / LIMITS.writes),
        atMost: 50,
      },
      ofQuota('most reads within a second', mostWithin(1, reads) / LIMITS.reads),
      ofQuota('most writes within a second', mostWithin(1, writes) / LIMITS.writes),
      { what: 'latest weight', value: (100 * late) / BAKE_SECONDS, unit: '% of a bake', atMost: 100 },
    ],
    summary: `${count} rollouts took ${tookSeconds} s, ${reads.length} reads and ${writes.length} writes`,
  });
}

async function countUntil(signal: AbortSignal, count: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await count().catch((error: Error) => console.error(`requests are not counted: ${error.message}`));
    await sleep(1000, undefined, { signal }).catch(() => undefined);
  }
}
