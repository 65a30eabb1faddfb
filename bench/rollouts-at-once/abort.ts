import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { tell } from '../ratio.ts';
import { inCrowd, type Crowd, type ShopService } from './crowd.ts';

/** How long an abort takes to give the traffic back while many rollouts start, as a multiple of what a lone one takes. */
const { values } = parseArgs({ options: { rollouts: { type: 'string', default: '40' } } });
const STARTING = Number(values.rollouts);

/** Lone aborts, so that one slow call does not make the measure. */
const LONE = 3;
const BAKE_SECONDS = 3600;

await inCrowd(STARTING + LONE + 1, async (crowd) => {
  const [crowded, ...others] = crowd.shop.services;
  const alone = [];
  for (const service of others.splice(0, LONE)) {
    await atHalf(crowd, service);
    alone.push(await secondsToGoBack(crowd, service));
  }
  await atHalf(crowd, crowded!);
  await Promise.all(others.map((service) => crowd.start(service, BAKE_SECONDS)));
  const crowdedSeconds = await secondsToGoBack(crowd, crowded!);
  const lone = alone.sort((a, b) => a - b)[Math.floor(LONE / 2)]!;
  const ratio = crowdedSeconds / lone;
  tell({
    ratios: [
      { what: `abort while ${others.length} start ÷ alone`, value: ratio, unit: '×', atMost: 2 },
      { what: 'abort alone, median', value: lone, unit: 's' },
    ],
    summary: `abort: ${crowdedSeconds.toFixed(2)} s while ${others.length} start, ${alone.map((seconds) => seconds.toFixed(2)).join(', ')} s alone`,
  });
});
process.exit();

/** Starts a rollout, and answers once its canary has half of the traffic. */
async function atHalf(crowd: Crowd, service: ShopService): Promise<void> {
  const before = (await crowd.callsSince(0)).length;
  await crowd.start(service, BAKE_SECONDS);
  await writeOf(crowd, service, before);
}

/** Aborts a rollout, and answers how long it takes until the weights are written. */
async function secondsToGoBack(crowd: Crowd, service: ShopService): Promise<number> {
  const before = (await crowd.callsSince(0)).length;
  const asked = Date.now();
  await crowd.abort(service);
  return (Date.parse(await writeOf(crowd, service, before)) - asked) / 1000;
}

/** When the weights of a service are written for the first time after the n-th call. */
async function writeOf({ callsSince }: Crowd, { rule }: ShopService, n: number): Promise<string> {
  for (;;) {
    const write = (await callsSince(n)).find(
      ({ action, status, parameters }) =>
        action === 'ModifyRule' && status === 200 && parameters['RuleArn'] === rule,
    );
    if (write) return write.time;
    await sleep(100);
  }
}
