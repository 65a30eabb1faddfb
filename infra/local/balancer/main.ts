import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { createAdmin } from '../mesh/admin.ts';
import { createComplaints } from '../metrics/complaints.ts';
import { putOnceMore } from '../metrics/publisher.ts';
import { closing } from '../processes/closing.ts';
import { endProcess } from '../processes/host-process.ts';
import { freePort } from '../processes/ports.ts';
import { followChanges } from '../tasks/changes.ts';
import { startBalancer } from './balancer.ts';
import { certificatesOf } from './elbv2/certificates.ts';
import { BALANCER_SERVICES, readSnapshot } from './elbv2/read-snapshot.ts';
import { startBalancerEnvoy } from './envoy.ts';
import { reportHealth } from './health/report-health.ts';
import { createListenerPorts } from './listener-ports.ts';
import { parseAccess, type Access } from './metrics/access.ts';

const { values } = parseArgs({
  options: {
    'aws-endpoint': { type: 'string', default: process.env['AWS_ENDPOINT_URL'] ?? '' },
    state: { type: 'string', default: '' },
    'xds-port': { type: 'string', default: '0' },
    'admin-port': { type: 'string', default: '0' },
  },
});
const { state, 'aws-endpoint': endpoint } = values;
if (endpoint === '' || state === '') {
  const flags = '--aws-endpoint URL --state FOLDER [--xds-port PORT] [--admin-port PORT]';
  console.error(`usage: node infra/local/balancer/main.ts ${flags}`);
  process.exit(2);
}

const publishMillis = 1000;

const closed = closing();
const aws = { endpoint, customUserAgent: 'elasticloadbalancing' };
const elb = new ElasticLoadBalancingV2Client(aws);
const certificates = certificatesOf(endpoint);
const cloudWatch = new CloudWatchClient({ ...aws, maxAttempts: 1 });

const balancer = await startBalancer({
  port: Number(values['xds-port']),
  log: console.error,
  portsOf: createListenerPorts(join(state, 'listener-ports.json')),
  report: (health) => reportHealth(endpoint, health),
});
const admin = createAdmin(balancer.management, { '/listeners': () => balancer.listeners() });
await once(admin.listen(Number(values['admin-port']), '127.0.0.1'), 'listening');

let accesses: Access[] = [];
const envoy = startBalancerEnvoy({
  adminPort: await freePort(),
  xdsPort: balancer.management.xdsPort,
  logFile: join(state, 'logs', 'balancer-envoy.log'),
  onAccess(line) {
    const access = parseAccess(line);
    if (access !== undefined) accesses.push(access);
  },
});
void envoy.exited.then((code) => {
  if (closed.aborted) return;
  console.error(`Envoy ended with exit code ${code}`);
  process.exit(1);
});

const addresses = { xds: balancer.management.xdsPort, admin: (admin.address() as AddressInfo).port };
process.stdout.write(`${JSON.stringify({ ready: true, ...addresses })}\n`);
await Promise.all([
  followChanges(
    endpoint,
    BALANCER_SERVICES,
    async () => balancer.serve(await readSnapshot(endpoint, elb, certificates)),
    closed,
  ),
  publishMetrics(),
]);
await endProcess(envoy, 1);
process.exit(0);

async function publishMetrics(): Promise<void> {
  const attempt = createComplaints(console.error);
  const put = putOnceMore(async (MetricData) => {
    await cloudWatch.send(
      new PutMetricDataCommand({ Namespace: 'AWS/ApplicationELB', MetricData: [...MetricData] }),
    );
  });
  while (!closed.aborted) {
    const counted = accesses;
    accesses = [];
    const data = balancer.metricData(counted, new Date());
    await attempt('PutMetricData', () => put(data));
    await sleep(publishMillis, undefined, { signal: closed }).catch(() => undefined);
  }
}
