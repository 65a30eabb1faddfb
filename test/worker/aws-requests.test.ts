import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import { noopMetricMeter, type MetricMeter, type MetricTags } from '@temporalio/common';
import { counted } from '../../worker/metrics/aws-requests.ts';

const answers = [
  [400, 'ThrottlingException'],
  [200, undefined],
  [400, 'ClusterNotFoundException'],
] as const;
let aws: Server;
let calls = 0;
beforeAll(async () => {
  aws = createServer((request, response) => {
    request.resume();
    const [status, __type] = answers[calls++]!;
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(__type === undefined ? { services: [] } : { __type, message: 'no' }));
  }).listen(0, '127.0.0.1');
  await once(aws, 'listening');
});
afterAll(() => aws.close());

it('counts each attempt of a call by service, operation and result, repetitions by the SDK included', async () => {
  const seen: MetricTags[] = [];
  const meter: MetricMeter = {
    ...noopMetricMeter,
    createHistogram: noopMetricMeter.createHistogram.bind(noopMetricMeter),
    createGauge: noopMetricMeter.createGauge.bind(noopMetricMeter),
    withTags: () => meter,
    createCounter: (...given) => ({
      ...noopMetricMeter.createCounter(...given),
      add: (_value, tags = {}) => void seen.push(tags),
    }),
  };
  const ecs = new ECSClient({
    endpoint: `http://127.0.0.1:${(aws.address() as AddressInfo).port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const asking = () => counted(ecs, meter).send(new DescribeServicesCommand({ services: ['cart'] }));
  await asking();
  await expect(ecs.send(new DescribeServicesCommand({ services: ['cart'] }))).rejects.toThrow();
  const call = { service: 'ECS', operation: 'DescribeServices' };
  expect(seen).toEqual(['throttled', 'ok', 'error'].map((result) => ({ ...call, result })));
});
