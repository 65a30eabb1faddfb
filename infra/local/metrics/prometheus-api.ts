import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { evaluate, type Element, type Result } from './promql/evaluate.ts';
import { BadQuery } from './promql/expression.ts';
import { durationSeconds } from './promql/literals.ts';
import { parse } from './promql/parse.ts';
import type { SeriesStore } from './series-store.ts';

/** Prometheus gives no more points of a series at once. */
const MAX_POINTS = 11_000;

/** Answers `/api/v1/query` and `/api/v1/query_range` as Prometheus does (its «HTTP API»); false for anything else. */
export async function answerQuery(
  request: IncomingMessage,
  response: ServerResponse,
  store: SeriesStore,
): Promise<boolean> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const query = { '/api/v1/query': instant, '/api/v1/query_range': range }[pathname];
  if (!query) return false;
  const form = request.method === 'POST' ? new URLSearchParams(await text(request)) : searchParams;
  try {
    send(response, 200, { status: 'success', data: query(form, store) });
  } catch (error) {
    if (!(error instanceof BadQuery)) throw error;
    send(response, 400, { status: 'error', errorType: 'bad_data', error: error.message });
  }
  return true;
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function instant(form: URLSearchParams, store: SeriesStore): object {
  const time = form.has('time') ? timeOf(form, 'time') : Date.now() / 1000;
  const result = evaluate(parse(form.get('query') ?? ''), time, store);
  if (typeof result === 'number') return { resultType: 'scalar', result: [time, show(result)] };
  return {
    resultType: 'vector',
    result: result.map(({ labels, value }) => ({ metric: labels, value: [time, show(value)] })),
  };
}

function range(form: URLSearchParams, store: SeriesStore): object {
  const [start, end, step] = [timeOf(form, 'start'), timeOf(form, 'end'), stepOf(form)];
  if (end < start) throw new BadQuery('invalid parameter "end": end timestamp must not be before start time');
  if ((end - start) / step > MAX_POINTS)
    throw new BadQuery('exceeded maximum resolution of 11,000 points per timeseries');
  const expression = parse(form.get('query') ?? '');
  const series = new Map<string, { metric: Element['labels']; values: [number, string][] }>();
  for (let i = 0; start + i * step <= end; i++) {
    const time = start + i * step;
    for (const { labels, value } of asVector(evaluate(expression, time, store))) {
      const key = JSON.stringify(Object.entries(labels).sort());
      const one = series.get(key) ?? { metric: labels, values: [] };
      series.set(key, one);
      one.values.push([time, show(value)]);
    }
  }
  return { resultType: 'matrix', result: [...series.values()] };
}

const asVector = (result: Result): readonly Element[] =>
  typeof result === 'number' ? [{ labels: {}, value: result }] : result;

/** Epoch seconds, or a time as RFC 3339 writes it. */
function timeOf(form: URLSearchParams, name: string): number {
  const given = form.get(name) ?? '';
  const time = given === '' ? NaN : Number.isNaN(Number(given)) ? Date.parse(given) / 1000 : Number(given);
  if (!Number.isFinite(time))
    throw new BadQuery(`invalid parameter "${name}": cannot parse "${given}" to a valid timestamp`);
  return time;
}

function stepOf(form: URLSearchParams): number {
  const step = durationSeconds(form.get('step') ?? '');
  if (!(step > 0))
    throw new BadQuery(
      'invalid parameter "step": zero or negative query resolution step widths are not accepted',
    );
  return step;
}

/** Numbers travel as text, since JSON knows no infinity. */
const show = (value: number): string =>
  Number.isFinite(value) ? `${value}` : Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
