import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { countByAction, latestBySeconds, mostPerSecond } from './calls.ts';
import { inCrowd, type Crowd } from './crowd.ts';

/** Many rollouts at once on one account, held against what AWS lets an account ask of its load balancers. */
const { values } = parseArgs({
  options: {
    rollouts: { type: 'string', default: '50' },
    bakeSeconds: { type: 'string', default: '120' },
  },
});
const BAKE_SECONDS = Number(values.bakeSeconds);
const LIMITS = { writes: 3, reads: 10 };

const isGood = await inCrowd(Number(values.rollouts), rollOutAll);
process.exit(isGood ? 0 : 1);

async function rollOutAll({ shop, start, callsSince }: Crowd): Promise<boolean> {
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
  const facts: [string, number, (value: number) => boolean][] = [
    ['rollouts promoted', promoted, (value) => value === count],
    ['most writes within a second', mostPerSecond(writes), (value) => value < LIMITS.writes],
    ['most reads within a second', mostPerSecond(reads), (value) => value < LIMITS.reads],
    ['latest weight, in seconds', Math.round(late), (value) => value <= BAKE_SECONDS],
  ];
  for (const [what, value, isGood] of facts)
    console.log(`${isGood(value) ? 'yes' : 'NO '} ${what}: ${value}`);
  console.log(`${count} rollouts took ${tookSeconds} s, ${reads.length} reads and ${writes.length} writes`);
  for (const [action, times] of countByAction(calls)) console.log(`${times} ${action}`);
  return facts.every(([, value, isGood]) => isGood(value));
}

async function countUntil(signal: AbortSignal, count: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await count().catch((error: Error) => console.error(`requests are not counted: ${error.message}`));
    await sleep(1000, undefined, { signal }).catch(() => undefined);
  }
}
