import { startTraffic } from '../../infra/local/traffic/traffic.ts';
import { SERVICE, startLab } from '../../test/e2e/lab.ts';
import { clockOf, type Clock } from './clock.ts';
import { endedAt } from './ended.ts';

/** So many that evidence is proof before a bake of ten seconds is over, and none has to wait for it. */
const REQUESTS_PER_SECOND = 200;

/** A rollout in a mesh of real Envoys. */
export async function inMesh(judge: 'errorCount' | 'evidence', bakeSeconds: number): Promise<Clock> {
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
    const { steps, ...ends } = await endedAt(lab.rollout);
    const writes = await lab.routeWritesSince(before);
    const written = writes.slice(0, steps.length).map(({ at }) => at.getTime());
    return clockOf(steps, { written, ...ends });
  } finally {
    await lab.close();
  }
}
