import { formatExposition, parseExposition } from '../../../../infra/local/metrics/exposition.ts';

it("reads Prometheus' text format", () => {
  const text = [
    '# TYPE envoy_requests counter',
    'envoy_requests{class="2",node="a"} 7',
    '',
    'envoy_time_bucket{le="+Inf"} 1.5',
    'up 1',
  ].join('\n');
  expect(parseExposition(text)).toEqual([
    { name: 'envoy_requests', labels: { class: '2', node: 'a' }, value: 7 },
    { name: 'envoy_time_bucket', labels: { le: '+Inf' }, value: 1.5 },
    { name: 'up', labels: {}, value: 1 },
  ]);
});

it('reads back what it writes', () => {
  const samples = [{ name: 'requests', labels: { path: 'a "b" \\ {c}, d="e"\n' }, value: 3 }];
  expect(parseExposition(formatExposition(samples))).toEqual(samples);
});
