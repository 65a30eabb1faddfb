import { record, totalsOf, type Timeline } from '../../../../infra/local/traffic/timeline.ts';

const timeline = (): Timeline => ({ startedAt: '2026-01-01T00:00:00.000Z', seconds: [] });

it('counts by the second in which a request began, by version and by status', () => {
  const seen = timeline();
  record(seen, { second: 2, version: 'v1', status: 200, latencyMillis: 5 });
  record(seen, { second: 0, version: 'v2', status: 503, latencyMillis: 7 });
  record(seen, { second: 2, version: 'v1', status: 404, latencyMillis: 6 });
  expect(seen.seconds).toEqual([
    { second: 0, versions: { v2: { requests: 1, errors: 1, statuses: { 503: 1 }, latenciesMillis: [7] } } },
    { second: 1, versions: {} },
    {
      second: 2,
      versions: { v1: { requests: 2, errors: 0, statuses: { 200: 1, 404: 1 }, latenciesMillis: [5, 6] } },
    },
  ]);
});

it('adds up the seconds by version', () => {
  const seen = timeline();
  for (const second of [0, 1, 2]) record(seen, { second, version: 'v1', status: 200, latencyMillis: second });
  record(seen, { second: 1, version: 'v1', status: 'ECONNREFUSED', latencyMillis: 9 });
  expect(totalsOf(seen)).toEqual({
    v1: { requests: 4, errors: 1, statuses: { 200: 3, ECONNREFUSED: 1 }, latenciesMillis: [0, 1, 9, 2] },
  });
});
