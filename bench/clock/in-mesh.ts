import { startTraffic } from '../../infra/local/traffic/traffic.ts';
import { SERVICE, startLab } from '../../test/e2e/lab.ts';
import { clockOf, type Clock, type Judge } from './clock.ts';
import { promotionOf } from './promotion.ts';

/** So many that evidence is proof before a bake of ten seconds is over, and none has to wait for it. */
const REQUESTS_PER_SECOND = 200;

/** A rollout in a mesh of real Envoys. */
export async function inMesh(judge: Judge, bakeSeconds: number): Promise<Clock> {
  const lab = await startLab();
  const promote = async (title: string, fields: Readonly<Record<string, unknown>>) => {
    const start = lab.start(lab.build(title, [], fields));
    if ((await start.exitCode) !== 0) throw new Error(start.printed());
  };
  try {
    await promote('first', {});
    const traffic = startTraffic({
      ...{ url: lab.cloud.endpoints.frontDoor, host: `${SERVICE}.yelb.local:4567`, path: '/api/getvotes' },
      requestsPerSecond: REQUESTS_PER_SECOND,
    });
    const before = await lab.latestCall();
    await promote('second', {
      ...{ PercentageStep: 25, WaitTime: bakeSeconds, DrainTime: 0, Judge: judge },
      Metrics: { Kind: 'envoy', Address: lab.cloud.endpoints.prometheus, Period: 2, ScrapeInterval: 1 },
    });
    await traffic.stop();
    const writes = await lab.routeWritesSince(before);
    const times = writes.map(({ at }) => at.getTime());
    return clockOf(await promotionOf(lab.rollout, judge, times));
  } finally {
    await lab.close();
  }
}
