import { inCrowd } from '../rollouts-at-once/crowd.ts';
import { clockOf, type Clock, type Judge } from './clock.ts';
import { promotionOf } from './promotion.ts';

const WEIGHTS = [25, 50, 75];

/** A rollout behind a load balancer whose tasks are simulated. */
export function behindBalancer(judge: Judge, bakeSeconds: number): Promise<Clock> {
  return inCrowd(1, async ({ shop, start, callsSince }) => {
    const counting = setInterval(() => void shop.countRequests(100).catch(() => undefined), 1000);
    const handle = await start(shop.services[0]!, bakeSeconds, {
      judge: { kind: judge, ...(judge === 'errorCount' && { windowSeconds: bakeSeconds }) },
      steps: WEIGHTS.map((weight) => ({ weight, bakeSeconds })),
      limits: { drainSeconds: 0 },
      // Each bake is longer than it takes until one can be read.
      metrics: { kind: 'loadBalancer', periodSeconds: 1 },
    });
    await handle.result().finally(() => clearInterval(counting));
    const writes = (await callsSince(0)).filter(
      ({ action, status }) => action === 'ModifyRule' && status === 200,
    );
    const times = writes.map(({ time }) => Date.parse(time));
    return clockOf(await promotionOf(handle, judge, times));
  });
}
