import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { lookupUnless } from '../../../activities/http/addresses.ts';
import { byNode } from '../../../activities/metric-sources/by-node.ts';
import { queryRange } from '../../../activities/metric-sources/prometheus-api.ts';
import { prometheus } from '../../../activities/metric-sources/prometheus.ts';
import { envoyQueries } from '../../../activities/metric-sources/prometheus-envoy.ts';
import { ENVOY_BOUNDS_MS } from '../../../workflows/rollout/metric-facts.ts';
import type { EnvoySpec, PrometheusSpec } from '../../../workflows/rollout/metrics-spec.ts';
import { startPrometheus, type PrometheusServer } from '../../infra/local/metrics/prometheus-server.ts';

let server: PrometheusServer;
beforeEach(async () => {
  server = await startPrometheus();
});
afterEach(() => server.stop());

const envoy = (changes: Partial<EnvoySpec> = {}): EnvoySpec => ({
  kind: 'envoy',
  address: server.address,
  mesh: 'shop',
  nodePrefix: 'cart',
  protocol: 'http',
  port: 4567,
  periodSeconds: 10,
  scrapeSeconds: 1,
  ...changes,
});
const envoySource = (changes?: Partial<EnvoySpec>) => prometheus(envoyQueries(envoy(changes)));

const own = (version: string) => ({
  appmesh_virtual_node: `cart-${version}`,
  envoy_http_conn_manager_prefix: 'ingress',
});
const callers = (version: string) => ({ envoy_cluster_name: `cds_egress_shop_cart-${version}_http_4567` });

interface Counting {
  readonly name: string;
  readonly labels: Record<string, string>;
  readonly perSecond: number;
}
const downstream = (version: string, responseClass: string, perSecond: number): Counting => ({
  name: 'envoy_http_downstream_rq_xx',
  labels: { ...own(version), envoy_response_code_class: responseClass },
  perSecond,
});
const upstream = (version: string, responseClass: string, perSecond: number): Counting => ({
  name: 'envoy_cluster_upstream_rq_xx',
  labels: { ...callers(version), envoy_response_code_class: responseClass },
  perSecond,
});

/** Scrapes every second of a span, somewhere within the second, counters that have counted long before. */
function scrape(from: number, to: number, counters: Counting[]): void {
  for (let time = from; time <= to; time++)
    server.store.append(
      time + 0.3,
      counters.map(({ name, labels, perSecond }) => ({
        name,
        labels,
        value: time === from ? 5000 : perSecond,
      })),
    );
}

it('counts what each version did in each bucket, exactly, however often it is scraped', async () => {
  scrape(85, 125, [downstream('old', '2', 27), downstream('old', '5', 3), downstream('new', '2', 7)]);
  expect(await envoySource().read({ stable: 'old', canary: 'new' }, { from: 99.4, to: 125 })).toEqual([
    { from: 100, to: 110, stable: { requests: 300, errors: 30 }, canary: { requests: 70, errors: 0 } },
    { from: 110, to: 120, stable: { requests: 300, errors: 30 }, canary: { requests: 70, errors: 0 } },
  ]);
});

it('asks for both versions in one call, so that their windows match', async () => {
  scrape(85, 125, [downstream('old', '2', 27), downstream('new', '2', 7)]);
  await envoySource().read({ stable: 'old', canary: 'new' }, { from: 95, to: 125 });
  expect(server.queries()).toBe(1);
});

it('tells what it asks in PromQL that anybody can ask again', async () => {
  scrape(85, 125, [downstream('old', '2', 27), downstream('new', '2', 7), downstream('new', '5', 3)]);
  const versions = { stable: 'old', canary: 'new' };
  const queries = await envoySource().queries(versions);
  const answers = await Promise.all(
    queries.map((query) => queryRange(server.address, query, { from: 110, to: 110 }, 10)),
  );
  const rates = answers.flatMap((series) => series.map(({ points }) => points[0]!.value));
  expect(rates).toEqual([27, 10, 3]);
  expect(JSON.stringify(queries).length).toBeLessThan(2000);
});

it('tells the names of nodes that were given to it', async () => {
  const names = { nodePrefix: 'cart', nodes: { old: 'shop-cart', new: 'shop-cart-2' } };
  const queries = await byNode(prometheus(envoyQueries(envoy(names))), names).queries({
    stable: 'old',
    canary: 'new',
  });
  expect(queries[0]).toContain('appmesh_virtual_node="shop-cart",');
  expect(queries[5]).toContain('appmesh_virtual_node="shop-cart-2",');
});

it('tells as much of long queries as a verdict can keep', async () => {
  const requests = `sum(rate(rq{release="{{version}}",${'x'.repeat(900)}=""}[{{window}}]))`;
  const spec = { ...envoyQueries(envoy()), own: { requests, errors: requests } };
  expect(await prometheus(spec).queries({ canary: 'new' })).toEqual([
    expect.stringMatching(/^sum\(rate\(rq\{release="new",x+=""\}\[11s\]\)\)$/),
    'and 4 more, too long to be kept',
  ]);
});

it('asks nothing as long as no bucket is over', async () => {
  expect(await envoySource().read({ stable: 'old', canary: 'new' }, { from: 100, to: 109 })).toEqual([]);
  expect(server.queries()).toBe(0);
});

it('does not take silence for health: a version without series is no data', async () => {
  scrape(85, 125, [downstream('old', '2', 27)]);
  expect(await envoySource().read({ stable: 'old', canary: 'new' }, { from: 100, to: 110 })).toEqual([
    { from: 100, to: 110, stable: { requests: 270, errors: 0 } },
  ]);
});

it('believes the callers of a version whose tasks are dead', async () => {
  scrape(85, 125, [upstream('new', '5', 9)]);
  expect(await envoySource().read({ canary: 'new' }, { from: 100, to: 110 })).toEqual([
    { from: 100, to: 110, canary: { requests: 90, errors: 90 } },
  ]);
});

describe("of HTTP's 4xx", () => {
  const byCode = (labels: Record<string, string>, code: number, perSecond: number): Counting => ({
    name: 'envoy_cluster_upstream_rq',
    labels: { ...labels, envoy_response_code: `${code}` },
    perSecond,
  });
  const program = { envoy_cluster_name: 'cds_ingress_shop_cart-old_http_4567' };

  it.each<[string, EnvoySpec['countAsErrors'], number]>([
    ['none is an error unless the file says so', undefined, 10],
    ['all are where it says 4xx', '4xx', 60],
    ['some are where it names their codes', [404, 429], 50],
    ['none is of a code that nobody answered', [418], 10],
  ])('%s, whoever has counted them', async (_what, countAsErrors, errors) => {
    scrape(85, 125, [
      ...(['2', '4', '5'] as const).flatMap((responseClass) => {
        const perSecond = { 2: 4, 4: 5, 5: 1 }[responseClass];
        return [downstream('old', responseClass, perSecond), upstream('new', responseClass, perSecond)];
      }),
      ...[program, callers('new')].flatMap((labels) => [
        byCode(labels, 404, 3),
        byCode(labels, 401, 1),
        byCode(labels, 429, 1),
        byCode(labels, 503, 1),
      ]),
    ]);
    const source = envoySource(countAsErrors && { countAsErrors });
    expect(await source.read({ stable: 'old', canary: 'new' }, { from: 100, to: 110 })).toEqual([
      { from: 100, to: 110, stable: { requests: 100, errors }, canary: { requests: 100, errors } },
    ]);
  });
});

it("reads Envoy's latencies as a histogram that is not cumulative", async () => {
  const bucket = (le: string, perSecond: number): Counting => ({
    name: 'envoy_http_downstream_rq_time_bucket',
    labels: { ...own('new'), le },
    perSecond,
  });
  const bounds = ENVOY_BOUNDS_MS;
  const cumulative = bounds.map((bound) => bucket(`${bound}`, bound < 100 ? 0 : bound < 250 ? 6 : 10));
  scrape(85, 125, [downstream('new', '2', 12), ...cumulative, bucket('+Inf', 12)]);
  const [read] = await envoySource().read({ canary: 'new' }, { from: 100, to: 110 });
  const expected = [...bounds, Infinity].map((bound) => ({ 100: 60, 250: 40, Infinity: 20 })[bound] ?? 0);
  expect(read?.canary).toEqual({ requests: 120, errors: 0, latency: expected });
});

it('counts connections where the protocol is tcp', async () => {
  const labels = { envoy_cluster_name: 'cds_egress_shop_cart-new_tcp_5432' };
  scrape(85, 125, [
    { name: 'envoy_cluster_upstream_cx_total', labels, perSecond: 4 },
    { name: 'envoy_cluster_upstream_cx_connect_fail', labels, perSecond: 1 },
  ]);
  const source = envoySource({ protocol: 'tcp', port: 5432 });
  expect(await source.read({ canary: 'new' }, { from: 100, to: 110 })).toEqual([
    { from: 100, to: 110, canary: { requests: 40, errors: 10 } },
  ]);
});

it('sees connections fail that only its own Envoys find broken, where the protocol is tcp', async () => {
  const callers = { envoy_cluster_name: 'cds_egress_shop_cart-new_tcp_5432' };
  const own = { envoy_cluster_name: 'cds_ingress_shop_cart-new_tcp_5432' };
  scrape(85, 125, [
    { name: 'envoy_cluster_upstream_cx_total', labels: callers, perSecond: 4 },
    { name: 'envoy_cluster_upstream_cx_connect_fail', labels: callers, perSecond: 0 },
    { name: 'envoy_cluster_upstream_cx_total', labels: own, perSecond: 4 },
    { name: 'envoy_cluster_upstream_cx_connect_fail', labels: own, perSecond: 4 },
  ]);
  const source = envoySource({ protocol: 'tcp', port: 5432 });
  expect(await source.read({ canary: 'new' }, { from: 100, to: 110 })).toEqual([
    { from: 100, to: 110, canary: { requests: 40, errors: 40 } },
  ]);
});

it("counts calls by their status where the protocol is grpc, and no caller's mistake as an error", async () => {
  const labels = { envoy_cluster_name: 'cds_ingress_shop_cart-new_grpc_4567' };
  const counters = { total: 10, 0: 4, 5: 3, 13: 2, 14: 1 };
  scrape(
    85,
    125,
    Object.entries(counters).map(([counted, perSecond]) => ({
      name: `envoy_cluster_grpc_${counted}`,
      labels,
      perSecond,
    })),
  );
  expect(await envoySource({ protocol: 'grpc' }).read({ canary: 'new' }, { from: 100, to: 110 })).toEqual([
    { from: 100, to: 110, canary: { requests: 100, errors: 30 } },
  ]);
});

it('knows how stable did before: a day by the hour and in all, and the last hour in buckets', async () => {
  scrape(100, 160, [downstream('old', '2', 10), downstream('old', '5', 1)]);
  const { total, hours, buckets } = await envoySource().history('old', 165);
  // From the first scrape to the last: what a counter had before the first is not known to be new.
  expect(total!.requests).toBeGreaterThanOrEqual(660);
  expect(total!.requests).toBeLessThan(680);
  expect(hours).toEqual([{ from: 165 - 3600, to: 165, stable: total }]);
  expect(buckets.at(-2)).toEqual({ from: 145, to: 155, stable: { requests: 110, errors: 10 } });
});

it("asks any server in the user's words", async () => {
  scrape(85, 125, [
    { name: 'http_requests_total', labels: { release: 'new', code: '200' }, perSecond: 8 },
    { name: 'http_requests_total', labels: { release: 'new', code: '503' }, perSecond: 2 },
    { name: 'http_seconds_bucket', labels: { release: 'new', le: '0.1' }, perSecond: 4 },
    { name: 'http_seconds_bucket', labels: { release: 'new', le: '+Inf' }, perSecond: 10 },
  ]);
  const spec: PrometheusSpec = {
    kind: 'prometheus',
    address: `${server.address}/`,
    periodSeconds: 5,
    scrapeSeconds: 1,
    own: {
      requests: 'rate(http_requests_total{release="{{version}}"}[{{window}}])',
      errors: 'rate(http_requests_total{release="{{version}}",code=~"5.."}[{{window}}])',
    },
    latency: {
      query: 'sum by (le) (rate(http_seconds_bucket{release="{{version}}"}[{{window}}]))',
      unit: 's',
      boundsMs: [100],
    },
  };
  expect(await prometheus(spec).read({ canary: 'new' }, { from: 100, to: 105 })).toEqual([
    { from: 100, to: 105, canary: { requests: 50, errors: 10, latency: [20, 30] } },
  ]);
});

it('tells requests apart by the label that the plan names', async () => {
  const inZone = (zone: string, counting: Counting): Counting => ({
    ...counting,
    labels: { ...counting.labels, zone },
  });
  scrape(
    85,
    125,
    ['a', 'b'].flatMap((zone, i) => [
      inZone(zone, downstream('new', '2', 10 + i)),
      inZone(zone, downstream('new', '5', i)),
    ]),
  );
  expect(await envoySource({ strata: 'zone' }).read({ canary: 'new' }, { from: 100, to: 110 })).toMatchObject(
    [
      {
        canary: {
          requests: 220,
          errors: 10,
          strata: { a: { requests: 100, errors: 0 }, b: { requests: 120, errors: 10 } },
        },
      },
    ],
  );
});

describe('what is in the way is named, with the address', () => {
  const failure = { type: 'MetricsUnavailable' };

  it('a server that is not there', async () => {
    const gone = await startPrometheus();
    await gone.stop();
    const reading = envoySource({ address: gone.address }).read({ canary: 'new' }, { from: 100, to: 110 });
    await expect(reading).rejects.toMatchObject({
      ...failure,
      message: `Prometheus at ${gone.address}: connect ECONNREFUSED ${new URL(gone.address).host}`,
    });
  });

  it('a query that the server does not understand', async () => {
    const spec = envoyQueries(envoy());
    const reading = prometheus({ ...spec, own: { ...spec.own, requests: 'topk(1, rq)' } }).read(
      { canary: 'new' },
      { from: 100, to: 110 },
    );
    await expect(reading).rejects.toMatchObject({
      ...failure,
      message: expect.stringMatching(/400 not supported/),
    });
  });

  it('a server that is something else', async () => {
    const other = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const reading = envoySource({ address }).read({ canary: 'new' }, { from: 100, to: 110 });
    await expect(reading).rejects.toMatchObject({
      ...failure,
      message: expect.stringMatching(/200 is not an answer/),
    });
    other.closeAllConnections();
    other.close();
    await once(other, 'close');
  });
});

describe('whatever answers in place of Prometheus', () => {
  /** Asks a server that answers so. */
  async function asked(status: number, headers: Record<string, string>, body: string): Promise<string> {
    const other = createServer((_, response) => response.writeHead(status, headers).end(body)).listen(
      0,
      '127.0.0.1',
    );
    await once(other, 'listening');
    const address = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const answer = await queryRange(address, 'up', { from: 0, to: 10 }, 10).then(
      () => 'answered',
      ({ message }: Error) => message.replace(address, 'there'),
    );
    other.close();
    return answer;
  }

  it('is not followed to another address', async () => {
    expect(await asked(307, { location: `${server.address}/api/v1/query_range` }, '')).toBe(
      'Prometheus at there: redirects (307), which is not followed: name the last address',
    );
  });

  it('is repeated in part, without credentials and control characters', async () => {
    const error = `AKIAIOSFODNN7EXAMPLE\u001b[2J${'x'.repeat(1000)}`;
    const told = await asked(400, {}, JSON.stringify({ status: 'error', error }));
    expect(told).toMatch(/^Prometheus at there: 400 <access key> \[2Jx+$/);
    expect(told.length).toBeLessThan(340);
  });

  it('is not read to its end when it is too long', async () => {
    expect(await asked(200, {}, ' '.repeat(17 * 1024 * 1024))).toBe(
      'Prometheus at there: its answer has more than 16777216 bytes',
    );
  });
});

it('a name that leads to a refused address is not connected to', async () => {
  const found = (isRefused: () => boolean) =>
    new Promise((resolve) => {
      lookupUnless(isRefused, 'it leads inside')('localhost', {}, (error, address) =>
        resolve(error?.message ?? address),
      );
    });
  expect(await found(() => true)).toBe('it leads inside');
  expect(await found(() => false)).toMatch(/^(127\.0\.0\.1|::1)$/);
});
