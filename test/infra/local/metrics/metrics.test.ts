import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetMetricDataCommand, type Dimension, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import {
  CreateClusterCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  SubmitTaskStateChangeCommand,
} from '@aws-sdk/client-ecs';
import { startPart, type Part } from '../../../../infra/local/up/part.ts';
import { metricsPart } from '../../../../infra/local/up/parts.ts';
import { totalsOf } from '../../../../infra/local/traffic/timeline.ts';
import { startTraffic } from '../../../../infra/local/traffic/traffic.ts';
import { startAws, type AwsServer } from '../aws/server.ts';
import { eventually } from '../eventually.ts';
import { World } from '../mesh/world.ts';

const folder = mkdtempSync(join(tmpdir(), 'serin-metrics-'));
const logFile = join(folder, 'metrics.log');
let aws: AwsServer;
let metrics: Part;
let world: World;
let callerUrl: string;

beforeAll(async () => {
  aws = await startAws();
  await aws.ecs.send(new CreateClusterCommand({ clusterName: 'shop' }));
  metrics = await startPart(
    metricsPart(
      logFile,
      {
        AWS_ENDPOINT_URL: aws.endpoint,
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
      },
      1,
    ),
  );
  const looks = async () => (await aws.calls()).some(({ action }) => action === 'ListTasks');
  await eventually(looks);

  world = await World.start();
  world.declare('api-v1');
  const task = await world.task('api-v1', (_, response) => {
    response.writeHead(Math.random() < 0.3 ? 500 : 200).end();
  });
  world.weigh({ 'api-v1': 100 });
  const caller = await world.caller();
  callerUrl = caller.url;
  await runTask('api', task.envoy.adminPort);
  await runTask('ui', caller.envoy.adminPort);
});

afterAll(async () => {
  await metrics?.stop();
  await world?.stop();
  await aws?.stop();
  rmSync(folder, { recursive: true });
});

/** Reports a task as running, as the agent does, whose Envoy is there already. */
async function runTask(family: string, adminPort: number): Promise<void> {
  const containerDefinitions = [
    { name: 'envoy', image: 'envoy', memory: 64, portMappings: [{ containerPort: 9901 }] },
  ];
  await aws.ecs.send(new RegisterTaskDefinitionCommand({ family, containerDefinitions }));
  const { tasks } = await aws.ecs.send(new RunTaskCommand({ cluster: 'shop', taskDefinition: family }));
  const networkBindings = [{ containerPort: 9901, hostPort: adminPort, bindIP: '127.0.0.1' }];
  await aws.ecs.send(
    new SubmitTaskStateChangeCommand({
      cluster: 'shop',
      task: tasks![0]!.taskArn,
      status: 'RUNNING',
      containers: [{ containerName: 'envoy', status: 'RUNNING', networkBindings }],
    }),
  );
}

const dimensions = (named: Record<string, string>): Dimension[] =>
  Object.entries(named).map(([Name, Value]) => ({ Name, Value }));

const own = {
  ClusterName: 'shop',
  TaskDefinitionFamily: 'api',
  appmesh_virtual_node: 'api-v1',
  envoy_http_conn_manager_prefix: 'ingress',
};
const callers = { ClusterName: 'shop', envoy_cluster_name: 'cds_egress_shop_api-v1_http_8080' };

async function total(metric: string, named: Record<string, string>, stat: 'Sum' | 'SampleCount' = 'Sum') {
  const query: MetricDataQuery = {
    Id: 'q',
    MetricStat: {
      Metric: {
        Namespace: 'ECS/ContainerInsights/Prometheus',
        MetricName: metric,
        Dimensions: dimensions(named),
      },
      Period: 60,
      Stat: stat,
    },
  };
  const { MetricDataResults } = await aws.cloudWatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(Date.now() - 600_000),
      EndTime: new Date(Date.now() + 60_000),
      MetricDataQueries: [query],
    }),
  );
  const values = MetricDataResults![0]!.Values!;
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
}

it('says that there was nothing before there was anything', async () => {
  const errors = { ...own, envoy_response_code_class: '5' };
  await eventually(async () => (await total('envoy_http_downstream_rq_xx', errors)) === 0);
  const seenByCallers = { ...callers, envoy_response_code_class: '5' };
  await eventually(async () => (await total('envoy_cluster_upstream_rq_xx', seenByCallers)) === 0);
});

it('brings to CloudWatch what the client has counted, also when a call fails', async () => {
  const traffic = startTraffic({ url: callerUrl, host: 'api', requestsPerSecond: 60 });
  const answered = (count: number) =>
    eventually(() => (totalsOf(traffic.timeline())['v1']?.requests ?? 0) >= count);
  await answered(60);
  await aws.faults([
    { service: 'monitoring', action: 'PutMetricData', error: 'InternalServiceFault', status: 500, times: 1 },
  ]);
  await answered(200);
  const { requests, statuses } = totalsOf(await traffic.stop())['v1']!;

  for (const [status, responseClass] of [
    ['200', '2'],
    ['500', '5'],
  ] as const) {
    const byClass = { envoy_response_code_class: responseClass };
    const reaches = async (metric: string, named: Record<string, string>) =>
      eventually(async () => (await total(metric, { ...named, ...byClass })) === statuses[status]);
    await reaches('envoy_http_downstream_rq_xx', own);
    await reaches('envoy_cluster_upstream_rq_xx', callers);
  }
  for (const [metric, named] of [
    ['envoy_http_downstream_rq_time', own],
    ['envoy_cluster_upstream_rq_time', callers],
  ] as const)
    await eventually(async () => (await total(metric, named, 'SampleCount')) === requests);
  expect(readFileSync(logFile, 'utf8')).toMatch(/PutMetricData fails: .*\nPutMetricData works again\n/);
});

it("offers its totals to readers of Prometheus' format", async () => {
  const page = await (await fetch(`http://127.0.0.1:${metrics.addresses['metrics']}/metrics`)).text();
  expect(page).toMatch(/^envoy_http_downstream_rq_xx\{.*appmesh_virtual_node="api-v1".*\} [1-9]\d*$/m);
});
