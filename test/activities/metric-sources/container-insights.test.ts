import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { containerInsights } from '../../../activities/metric-sources/container-insights.ts';
import { countSeries, type EnvoySeries } from '../../../activities/metric-sources/envoy-series.ts';
import type { ContainerInsightsSpec } from '../../../workflows/rollout/metrics-spec.ts';
import { ANSWERS } from '../../infra/local/aws/answers.ts';
import { startAws, type AwsServer } from '../../infra/local/aws/server.ts';

let aws: AwsServer;
beforeAll(async () => {
  aws = await startAws();
});
afterAll(() => aws.stop());

describe.each(ANSWERS)('on an AWS %s', (_, answers) => {
  beforeEach(async () => {
    await aws.reset();
    await aws.knobs(answers);
  });

  const spec = (changes: Partial<ContainerInsightsSpec> = {}): ContainerInsightsSpec => ({
    kind: 'containerInsights',
    cluster: 'shop',
    family: 'cart',
    mesh: 'shop',
    nodePrefix: 'cart',
    protocol: 'http',
    port: 4567,
    periodSeconds: 10,
    ...changes,
  });

  /** A moment that is a whole minute, and recent. */
  const T = Math.floor(Date.now() / 60_000) * 60 - 600;

  /** The series of a version that one view counts in one response class. */
  const series = (version: string, view: EnvoySeries['view'], responseClass: string): EnvoySeries => {
    const found = countSeries(spec(), version).find(
      (s) => s.view === view && s.dimensions['envoy_response_code_class'] === responseClass,
    );
    if (!found) throw new Error('no such series');
    return found;
  };

  const count = ({ metric, dimensions }: EnvoySeries, at: number, value: number) =>
    aws.cloudWatch.send(
      new PutMetricDataCommand({
        Namespace: 'ECS/ContainerInsights/Prometheus',
        MetricData: [
          {
            MetricName: metric,
            Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
            Timestamp: new Date(at * 1000),
            Value: value,
            StorageResolution: 1,
          },
        ],
      }),
    );

  const read = (span: { from: number; to: number }, changes?: Partial<ContainerInsightsSpec>) =>
    containerInsights(aws.cloudWatch, spec(changes)).read({ stable: 'old', canary: 'new' }, span);

  it('asks for the metric of the article, under its very dimensions', () => {
    expect(series('new', 'own', '5')).toMatchObject({
      metric: 'envoy_http_downstream_rq_xx',
      dimensions: {
        ClusterName: 'shop',
        TaskDefinitionFamily: 'cart',
        appmesh_virtual_node: 'cart-new',
        envoy_http_conn_manager_prefix: 'ingress',
        envoy_response_code_class: '5',
      },
    });
  });

  it('adds up response classes into requests and errors, both versions by bucket', async () => {
    await count(series('new', 'own', '2'), T + 1, 30);
    await count(series('new', 'own', '5'), T + 2, 4);
    await count(series('new', 'own', '2'), T + 12, 7);
    await count(series('old', 'own', '4'), T + 3, 5);
    expect(await read({ from: T, to: T + 20 })).toEqual([
      { from: T, to: T + 10, canary: { requests: 34, errors: 4 }, stable: { requests: 5, errors: 0 } },
      { from: T + 10, to: T + 20, canary: { requests: 7, errors: 0 } },
    ]);
  });

  it.each<[string, Partial<ContainerInsightsSpec>, number]>([
    ["is the caller's doing", {}, 1],
    ['is an error where the file says so', { countAsErrors: '4xx' }, 4],
  ])('a 4xx %s, whoever has counted it', async (_what, changes, errors) => {
    for (const [responseClass, counted] of [
      ['2', 6],
      ['4', 3],
      ['5', 1],
    ] as const) {
      await count(series('old', 'own', responseClass), T, counted);
      await count(series('new', 'callers', responseClass), T, counted);
    }
    const counts = { requests: 10, errors };
    expect(await read({ from: T, to: T + 10 }, changes)).toEqual([
      { from: T, to: T + 10, stable: counts, canary: counts },
    ]);
  });

  it('leaves out a period that began before the span', async () => {
    await count(series('new', 'own', '5'), T + 1, 9);
    expect(await read({ from: T + 5, to: T + 60 })).toEqual([]);
    expect(await read({ from: T + 5, to: T + 60 }, { periodSeconds: 60 })).toEqual([]);
  });

  it('believes the callers of a version whose tasks are dead', async () => {
    await count(series('new', 'callers', '5'), T, 69);
    expect(await read({ from: T, to: T + 10 })).toEqual([
      { from: T, to: T + 10, canary: { requests: 69, errors: 69 } },
    ]);
  });

  it('believes the view that saw more go wrong, and does not add both up', async () => {
    await count(series('new', 'own', '2'), T, 10);
    await count(series('new', 'callers', '2'), T, 7);
    await count(series('new', 'callers', '5'), T, 3);
    expect(await read({ from: T, to: T + 10 })).toEqual([
      { from: T, to: T + 10, canary: { requests: 10, errors: 3 } },
    ]);
  });

  it('counts connections where the protocol is tcp', async () => {
    const [connections, refused] = countSeries(spec({ protocol: 'tcp', port: 5432 }), 'new');
    await count(connections!, T, 12);
    await count(refused!, T, 5);
    expect(await read({ from: T, to: T + 10 }, { protocol: 'tcp', port: 5432 })).toEqual([
      { from: T, to: T + 10, canary: { requests: 12, errors: 5 } },
    ]);
  });

  it('sees connections fail that only its own Envoys find broken, where the protocol is tcp', async () => {
    const tcp = spec({ protocol: 'tcp', port: 5432 });
    const [called, , toProgram, refused] = countSeries(tcp, 'new');
    await count(called!, T, 9);
    await count(toProgram!, T, 9);
    await count(refused!, T, 9);
    expect(await read({ from: T, to: T + 10 }, { protocol: 'tcp', port: 5432 })).toEqual([
      { from: T, to: T + 10, canary: { requests: 9, errors: 9 } },
    ]);
  });

  it("counts calls by their status where the protocol is grpc, and no caller's mistake as an error", async () => {
    const grpc = { protocol: 'grpc', port: 4567 } as const;
    const [called, ...failed] = countSeries(spec(grpc), 'new').filter(({ view }) => view === 'own');
    await count(called!, T, 20);
    for (const series of failed) await count(series, T, 1);
    await count({ ...called!, metric: 'envoy_cluster_grpc_5' }, T, 4);
    expect(called).toMatchObject({
      metric: 'envoy_cluster_grpc_total',
      dimensions: { ClusterName: 'shop', envoy_cluster_name: 'cds_ingress_shop_cart-new_grpc_4567' },
    });
    expect(failed.map(({ metric }) => metric)).toEqual(
      [2, 4, 12, 13, 14, 15].map((status) => `envoy_cluster_grpc_${status}`),
    );
    expect(await read({ from: T, to: T + 10 }, grpc)).toEqual([
      { from: T, to: T + 10, canary: { requests: 20, errors: 6 } },
    ]);
  });

  it('knows how stable did before: a day in all, and the last hour in buckets', async () => {
    await count(series('old', 'own', '2'), T - 50, 100);
    await count(series('old', 'own', '5'), T - 20, 2);
    const history = await containerInsights(aws.cloudWatch, spec()).history('old', T);
    expect(history.buckets).toEqual([
      { from: T - 50, to: T - 40, stable: { requests: 100, errors: 0 } },
      { from: T - 20, to: T - 10, stable: { requests: 2, errors: 2 } },
    ]);
  });

  it('asks for both versions in one call, so that their windows match', async () => {
    await read({ from: T, to: T + 60 });
    expect((await aws.calls()).filter(({ action }) => action === 'GetMetricData')).toHaveLength(1);
  });

  it('tells what it asks about each version, by its own Envoys and by those of its callers', async () => {
    const queries = await containerInsights(aws.cloudWatch, spec()).queries({ stable: 'old', canary: 'new' });
    expect(queries).toEqual(
      ['old', 'new'].flatMap((version) => [
        `ECS/ContainerInsights/Prometheus/envoy_http_downstream_rq_xx {ClusterName=shop, TaskDefinitionFamily=cart, appmesh_virtual_node=cart-${version}, envoy_http_conn_manager_prefix=ingress, envoy_response_code_class=2|3|4|5} Sum 10s`,
        `ECS/ContainerInsights/Prometheus/envoy_cluster_upstream_rq_xx {ClusterName=shop, envoy_cluster_name=cds_egress_shop_cart-${version}_http_4567, envoy_response_code_class=2|3|4|5} Sum 10s`,
      ]),
    );
  });
});
