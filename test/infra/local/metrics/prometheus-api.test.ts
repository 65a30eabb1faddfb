import { startPrometheus, type PrometheusServer } from './prometheus-server.ts';

let server: PrometheusServer;
beforeAll(async () => {
  server = await startPrometheus();
  for (let time = 100; time <= 110; time++)
    server.store.append(time, [{ name: 'rq', labels: { version: 'v1' }, value: 2 }]);
});
afterAll(() => server.stop());

const ask = async (path: string, form: Record<string, string>, method: 'GET' | 'POST' = 'GET') => {
  const query = new URLSearchParams(form);
  const response = await (method === 'GET'
    ? fetch(`${server.address}/api/v1/${path}?${query.toString()}`)
    : fetch(`${server.address}/api/v1/${path}`, { method, body: query }));
  return { status: response.status, body: (await response.json()) as { data?: unknown } };
};

it('answers an instant query as a vector, or as a scalar', async () => {
  expect(await ask('query', { query: 'rq', time: '110' })).toEqual({
    status: 200,
    body: {
      status: 'success',
      data: {
        resultType: 'vector',
        result: [{ metric: { __name__: 'rq', version: 'v1' }, value: [110, '22'] }],
      },
    },
  });
  const { body } = await ask('query', { query: '1 / 0', time: '1970-01-01T00:01:50Z' });
  expect(body.data).toEqual({ resultType: 'scalar', result: [110, '+Inf'] });
});

it.each(['GET', 'POST'] as const)('answers a range query by %s as a matrix', async (method) => {
  const form = { query: 'sum(rate(rq[3s]))', start: '104', end: '110', step: '3s' };
  expect((await ask('query_range', form, method)).body).toEqual({
    status: 'success',
    data: {
      resultType: 'matrix',
      result: [
        {
          metric: {},
          values: [
            [104, '2'],
            [107, '2'],
            [110, '2'],
          ],
        },
      ],
    },
  });
});

it.each([
  ['query', { query: 'topk(1, rq)' }, 'not supported here: topk(1, rq)'],
  ['query', { query: 'rq{' }, /^parse error at char/],
  ['query_range', { query: 'rq', start: '2', end: '1', step: '1' }, /end timestamp must not be before/],
  ['query_range', { query: 'rq', start: '1', end: '2', step: '0' }, /zero or negative/],
  ['query_range', { query: 'rq', start: '1', end: '99999', step: '1' }, /exceeded maximum resolution/],
  ['query_range', { query: 'rq', end: '2', step: '1' }, /invalid parameter "start"/],
])('refuses a bad %s %j as Prometheus does', async (path, form, error) => {
  const expected = typeof error === 'string' ? error : expect.stringMatching(error);
  expect(await ask(path, form)).toEqual({
    status: 400,
    body: { status: 'error', errorType: 'bad_data', error: expected },
  });
});
