import { createCollector } from '../../../../infra/local/metrics/collector.ts';
import type { EnvoyTask } from '../../../../infra/local/metrics/container-insights.ts';
import { sum } from '../../../../infra/local/metrics/sample.ts';
import { scrape } from '../../../../infra/local/metrics/scrape.ts';
import { totalsOf } from '../../../../infra/local/traffic/timeline.ts';
import { startTraffic } from '../../../../infra/local/traffic/traffic.ts';
import { eventually } from '../eventually.ts';
import { World } from '../mesh/world.ts';

let world: World;

beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.stop());

it("adds up to what the client has seen, in the tasks' view and in their caller's", async () => {
  const tasks: EnvoyTask[] = [];
  const collector = createCollector({ listTasks: async () => tasks, scrape });
  await collector.discover();
  for (const version of ['v1', 'v2']) {
    world.declare(`api-${version}`);
    const { envoy } = await world.task(`api-${version}`, (_, response) => {
      const isBad = version === 'v2' && Math.random() < 0.5;
      response.writeHead(!isBad ? 200 : Math.random() < 0.5 ? 404 : 500).end();
    });
    tasks.push({ arn: version, cluster: 'shop', family: 'api', adminPort: envoy.adminPort });
  }
  world.weigh({ 'api-v1': 70, 'api-v2': 30 });
  const caller = await world.caller();
  tasks.push({ arn: 'ui', cluster: 'shop', family: 'ui', adminPort: caller.envoy.adminPort });

  await collector.discover();
  const traffic = startTraffic({ url: caller.url, host: 'api', requestsPerSecond: 200 });
  let sent: number[] = [];
  await eventually(async () => {
    const samples = await collector.collect();
    sent = [...sent, ...samples.filter(({ name }) => name.endsWith('_xx')).map(({ value }) => value)];
    return (totalsOf(traffic.timeline())['v2']?.errors ?? 0) >= 20;
  });
  const seen = totalsOf(await traffic.stop());
  await collector.collect();

  const counted = (name: string, labels: Record<string, string>) =>
    [...collector.totals()].find((sample) => sample.name === name && matches(sample.labels, labels))?.value;
  for (const version of ['v1', 'v2'])
    for (const [status, responseClass] of [
      ['200', '2'],
      ['404', '4'],
      ['500', '5'],
    ] as const) {
      const expected = seen[version]!.statuses[status] ?? 0;
      const own = { appmesh_virtual_node: `api-${version}`, envoy_response_code_class: responseClass };
      expect(counted('envoy_http_downstream_rq_xx', own)).toBe(expected);
      const cluster = `cds_egress_shop_api-${version}_http_8080`;
      const callers = { envoy_cluster_name: cluster, envoy_response_code_class: responseClass };
      expect(counted('envoy_cluster_upstream_rq_xx', callers)).toBe(expected);
    }
  for (const direction of ['ingress', 'egress']) {
    const cluster = `cds_${direction}_shop_api-v2_http_8080`;
    const notFound = { envoy_cluster_name: cluster, envoy_response_code: '404' };
    expect(counted('envoy_cluster_upstream_rq', notFound)).toBe(seen['v2']!.statuses['404']);
  }
  // Envoy brings its histograms up to date when it is asked, but after it has answered.
  const latencies = { appmesh_virtual_node: 'api-v1', le: '+Inf' };
  await eventually(async () => {
    await collector.collect();
    return counted('envoy_http_downstream_rq_time_bucket', latencies) === seen['v1']!.requests;
  });
  expect(sent.every((value) => value >= 0)).toBe(true);
});

it('loses nothing of an Envoy that does not answer for a while', async () => {
  let answers: number | undefined;
  const sample = (value: number) => ({ name: 'envoy_requests', labels: {}, value });
  const collector = createCollector({
    listTasks: async () => [{ arn: 'a', cluster: 'shop', family: 'api', adminPort: 1 }],
    scrape: async () => {
      if (answers === undefined) throw new Error('no answer');
      return sum([sample(answers)]);
    },
  });
  const collected = async (counter: number | undefined) => {
    answers = counter;
    return (await collector.collect()).map(({ value }) => value);
  };
  await collector.discover();
  expect(await collected(10)).toEqual([0]);
  expect(await collected(undefined)).toEqual([]);
  expect(await collected(25)).toEqual([15]);
});

const matches = (labels: Readonly<Record<string, string>>, wanted: Record<string, string>) =>
  Object.entries(wanted).every(([name, value]) => labels[name] === value);
