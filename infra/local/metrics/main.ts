import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECSClient } from '@aws-sdk/client-ecs';
import { createCollector } from './collector.ts';
import { createComplaints } from './complaints.ts';
import { listEnvoyTasks } from './envoy-tasks.ts';
import { formatExposition } from './exposition.ts';
import { metricData } from './metric-data.ts';
import { createPublisher } from './publisher.ts';
import { scrape } from './scrape.ts';

const { values } = parseArgs({
  options: {
    'aws-endpoint': { type: 'string', default: process.env['AWS_ENDPOINT_URL'] ?? '' },
    'interval-seconds': { type: 'string', default: '1' },
  },
});
const endpoint = values['aws-endpoint'];
const intervalMillis = Number(values['interval-seconds']) * 1000;
if (endpoint === '' || !(intervalMillis > 0)) {
  console.error('usage: node infra/local/metrics/main.ts --aws-endpoint URL [--interval-seconds SECONDS]');
  process.exit(2);
}

const ecs = new ECSClient({ endpoint });
const collector = createCollector({ listTasks: () => listEnvoyTasks(ecs), scrape });
const publish = createPublisher(new CloudWatchClient({ endpoint, maxAttempts: 1 }));
const attempt = createComplaints(console.error);

/** The totals, for readers of Prometheus' format. */
const page = createServer((request, response) => {
  if (request.url !== '/metrics') return response.writeHead(404).end('try /metrics\n');
  response
    .writeHead(200, { 'content-type': 'text/plain; version=0.0.4' })
    .end(formatExposition(collector.totals()));
}).listen(0, '127.0.0.1');
await once(page, 'listening');

const closing = new AbortController();
process.on('SIGTERM', () => closing.abort());
process.stdin
  .on('end', () => closing.abort())
  .on('error', () => closing.abort())
  .resume();
process.stdout.write(`${JSON.stringify({ ready: true, metrics: (page.address() as AddressInfo).port })}\n`);

for (let nextMillis = performance.now(); !closing.signal.aborted;) {
  const timestamp = new Date();
  const samples = await collector.collect();
  await attempt('PutMetricData', () => publish(metricData(samples, timestamp)));
  await attempt('the list of tasks', () => collector.discover());
  nextMillis = Math.max(nextMillis + intervalMillis, performance.now());
  await sleep(nextMillis - performance.now(), undefined, { signal: closing.signal }).catch(() => undefined);
}
process.exit(0);
