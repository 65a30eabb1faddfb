import { parseArgs } from 'node:util';
import { quantile } from '../../client/simulation/quantile.ts';
import { FAILS_OFTEN, type Edit } from '../../infra/demo/versions.ts';
import { startTraffic } from '../../infra/local/traffic/traffic.ts';
import { SERVICE, startLab, type Lab } from '../../test/e2e/lab.ts';
import { tell, type Ratio } from '../ratio.ts';
import { takenFrom } from './taken-from.ts';

/**
 * How long after the bucket that convicts a canary it has lost its traffic at every Envoy, as a share of the bucket: real
 * Envoys and requests, of which the canary fails three in ten. Of that, a scrape passes before the bucket can be read.
 */
const { values } = parseArgs({
  options: {
    rollouts: { type: 'string', default: '5' },
    'bucket-seconds': { type: 'string', default: '10' },
    rate: { type: 'string', default: '80' },
  },
});
const BUCKET_SECONDS = Number(values['bucket-seconds']);
const SCRAPE_SECONDS = 1;

/** Seconds from the end of the convicting bucket until something was so. */
interface Conviction {
  readonly verdict: number;
  readonly written: number;
  readonly everywhere: number;
}

const lab = await startLab();
const convictions: Conviction[] = [];
try {
  await promote(lab);
  const traffic = startTraffic({
    ...{ url: lab.cloud.endpoints.frontDoor, host: `${SERVICE}.yelb.local:4567`, path: '/api/getvotes' },
    requestsPerSecond: Number(values.rate),
  });
  for (let i = 1; i <= Number(values.rollouts); i++) {
    convictions.push(await convict(lab, build(lab, `bad ${i}`, [FAILS_OFTEN])));
    const { verdict, written, everywhere } = convictions.at(-1)!;
    console.log(
      `after the bucket's end: verdict ${verdict.toFixed(2)} s, weight 0 written ${written.toFixed(2)} s, at every Envoy ${everywhere.toFixed(2)} s`,
    );
  }
  await traffic.stop();
} finally {
  await lab.close();
}
tell({
  ratios: [
    ratio('convicting bucket → verdict, median', 'verdict', 0.5),
    ratio('convicting bucket → weight 0 written, median', 'written', 0.5),
    ratio('convicting bucket → weight 0 at every Envoy, median', 'everywhere', 0.5, 20),
    ratio('convicting bucket → weight 0 at every Envoy, longest', 'everywhere', 1),
  ],
  summary: `${convictions.length} convictions, buckets of ${BUCKET_SECONDS} s, which can be read ${SCRAPE_SECONDS} s after their end`,
});
process.exit();

function ratio(what: string, until: keyof Conviction, q: number, atMost?: number): Ratio {
  const seconds = quantile(
    convictions.map((conviction) => conviction[until]),
    q,
  );
  return {
    ...{ what, value: (100 * seconds) / BUCKET_SECONDS, unit: '% of a bucket' },
    ...(atMost !== undefined && { atMost }),
  };
}

function build(the: Lab, title: string, edits: readonly Edit[] = []) {
  return the.build(title, edits, {
    Judge: 'evidence',
    WaitTime: 6 * BUCKET_SECONDS,
    Metrics: {
      ...{ Kind: 'envoy', Address: the.cloud.endpoints.prometheus },
      ...{ Period: BUCKET_SECONDS, ScrapeInterval: SCRAPE_SECONDS },
    },
  });
}

async function promote(the: Lab): Promise<void> {
  const first = the.start(the.build('first'));
  if ((await first.exitCode) !== 0) throw new Error(first.printed());
}

async function convict(the: Lab, bad: ReturnType<typeof build>): Promise<Conviction> {
  const before = await the.latestCall();
  const start = the.start(bad);
  const { writtenAt, everywhereAt } = await takenFrom(the.cloud.endpoints, `${SERVICE}-${bad.sha}`, before);
  if ((await start.exitCode) !== 3) throw new Error(start.printed());
  const { status } = await the.until(() => the.view());
  const verdictAt = Date.parse(status.verdicts.findLast(({ kind }) => kind === 'fail')!.at);
  const convicting = status.buckets.findLast(({ to }) => 1000 * to <= verdictAt)!;
  const since = (moment: number) => moment / 1000 - convicting.to;
  return { verdict: since(verdictAt), written: since(writtenAt), everywhere: since(everywhereAt) };
}
