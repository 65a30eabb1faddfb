import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { startTraffic } from '../../../infra/local/traffic/traffic.ts';
import type { Cloud } from '../../../infra/local/up/cloud.ts';
import { buildVersion } from '../../e2e/article.ts';

const SERIN = join(import.meta.dirname, '../../../bin/serin');
const PACE = { PercentageStep: 50, WaitTime: 2, MetricPeriod: 1, DrainTime: 1 };

/** Rolls out a first version and then a second one by the real command, with requests to judge it by; fails where one is not promoted. */
export async function rollOut(cloud: Cloud, temporalAddress: string): Promise<void> {
  const { frontDoor: url, stateFolder } = cloud.endpoints;
  const env = { ...process.env, ...cloud.env, TEMPORAL_ADDRESS: temporalAddress };
  const start = async (title: string) => {
    const { file } = buildVersion(stateFolder, title, [], PACE);
    const [code] = (await once(
      spawn(SERIN, ['start', '-f', file, '--watch'], { env, stdio: 'inherit' }),
      'exit',
    )) as [number | null];
    if (code !== 0) throw new Error(`the ${title} version was not promoted: exit code ${code}`);
  };
  await start('first');
  const traffic = startTraffic({
    ...{ url, host: 'yelb-appserver.yelb.local:4567', path: '/api/getvotes' },
    requestsPerSecond: 30,
  });
  try {
    await start('second');
  } finally {
    await traffic.stop();
  }
}
