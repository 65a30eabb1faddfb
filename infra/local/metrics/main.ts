import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECSClient } from '@aws-sdk/client-ecs';
import { closing } from '../processes/closing.ts';
import { followChanges } from '../tasks/changes.ts';
import { createCollector } from './collector.ts';
import { createComplaints } from './complaints.ts';
import { listEnvoyTasks } from './envoy-tasks.ts';
import { formatExposition } from './exposition.ts';
import { metricData } from './metric-data.ts';
import { answerQuery } from './prometheus-api.ts';
import { createPublisher } from './publisher.ts';
import { scrape } from './scrape.ts';
import { createSeriesStore } from './series-store.ts';

const { values } = parseArgs({
  options: {
    'aws-endpoint': { type: 'string', default: process.env['AWS_ENDPOINT_URL'] ?? '' },
    'interval-seconds': { type: 'string', default: '1' },
    'metrics-port': { type: 'string', default: '0' },
  },
});
const endpoint = values['aws-endpoint'];
const intervalMillis = Number(values['interval-seconds']) * 1000;
if (endpoint === '' || !(intervalMillis > 0)) {
  console.error('usage: node infra/local/metrics/main.ts --aws-endpoint URL [--interval-seconds SECONDS]');
  process.exit(2);
}

/** As long as a judge looks back in detail, and some more. */
const KEPT_SECONDS = 2 * 3600;

const ecs = new ECSClient({ endpoint });
const collector = createCollector({ listTasks: () => listEnvoyTasks(ecs), scrape });
const publish = createPublisher(new CloudWatchClient({ endpoint, maxAttempts: 1 }));
const store = createSeriesStore(KEPT_SECONDS);
const attempt = createComplaints(console.error);

/** What was collected, as Prometheus answers queries; and the totals, for readers of Prometheus' format. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (await answerQuery(request, response, store)) return;
  if (request.url !== '/metrics') return void response.writeHead(404).end('try /metrics or /api/v1/query\n');
  response
    .writeHead(200, { 'content-type': 'text/plain; version=0.0.4' })
    .end(formatExposition(collector.totals()));
}

const page = createServer((request, response) => {
  answer(request, response).catch((error: Error) => {
    console.error(`${request.url} fails: ${error.message}`);
    response.destroy();
  });
}).listen(Number(values['metrics-port']), '127.0.0.1');
await once(page, 'listening');

const closed = closing();
process.stdout.write(`${JSON.stringify({ ready: true, metrics: (page.address() as AddressInfo).port })}\n`);

void followChanges(endpoint, ['ecs'], () => collector.discover(), closed);
for (let nextMillis = performance.now(); !closed.aborted;) {
  const timestamp = new Date();
  const samples = await collector.collect();
  store.append(timestamp.getTime() / 1000, samples);
  // Beside the wait, so that AWS's pace does not become that of the scrapes.
  const reported = attempt('PutMetricData', () => publish(metricData(samples, timestamp)));
  nextMillis = Math.max(nextMillis + intervalMillis, performance.now());
  await sleep(nextMillis - performance.now(), undefined, { signal: closed }).catch(() => undefined);
  await reported;
}
process.exit(0);
