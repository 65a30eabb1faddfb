import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { totalsOf, type Counts, type TimelineSecond } from './timeline.ts';
import { startTraffic } from './traffic.ts';

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    rate: { type: 'string' },
    host: { type: 'string' },
    path: { type: 'string', default: '/' },
    service: { type: 'string' },
    seconds: { type: 'string', default: 'Infinity' },
  },
});
const { url, rate, host, path, service } = values;
const requestsPerSecond = Number(rate);
if (url === undefined || !(requestsPerSecond > 0)) {
  const flags = '--url URL --rate PER_SECOND [--host HOST] [--path PATH] [--service NAME] [--seconds N]';
  console.error(`usage: node infra/local/traffic/main.ts ${flags}`);
  process.exit(2);
}

const traffic = startTraffic({
  url,
  requestsPerSecond,
  path,
  ...(host && { host }),
  ...(service && { service }),
});
const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
process.once('SIGTERM', () => interrupted.abort());

const lastSecond = Number(values.seconds);
for (let second = 0; second < lastSecond && !interrupted.signal.aborted; second++) {
  await sleep(1000, undefined, { signal: interrupted.signal }).catch(() => undefined);
  console.log(lineOf(traffic.timeline().seconds[second]));
}
for (const [version, counts] of Object.entries(totalsOf(await traffic.stop())))
  console.log(describe(version, counts));

function lineOf(second: TimelineSecond | undefined): string {
  const { versions = {} } = second ?? {};
  return Object.entries(versions)
    .map(([version, counts]) => describe(version, counts))
    .join('   ');
}

function describe(version: string, { requests, errors, statuses, latenciesMillis }: Counts): string {
  const sorted = latenciesMillis.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  const byStatus = Object.entries(statuses).map(([status, count]) => `${status}: ${count}`);
  return `${version} ${requests} (${byStatus.join(', ')}), ${errors} errors, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`;
}
