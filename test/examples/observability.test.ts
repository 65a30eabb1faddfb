import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import { parse } from 'yaml';
import { z } from 'zod';

const FOLDER = join('examples', 'observability');

/** https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/#rule */
const rulesForm = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Serin[A-Za-z]+$/),
          expr: z.string(),
          for: z
            .string()
            .regex(/^\d+[smhd]$/)
            .optional(),
          labels: z.strictObject({ severity: z.enum(['page', 'ticket']) }),
          annotations: z.strictObject({ summary: z.string(), description: z.string() }),
        }),
      ),
    }),
  ),
});

/** Of Grafana's dashboards, what these rest on: https://grafana.com/docs/grafana/latest/visualizations/dashboards/build-dashboards/view-dashboard-json-model/ */
const dashboardForm = z.looseObject({
  uid: z.string(),
  title: z.string(),
  schemaVersion: z.int().min(36),
  templating: z.object({ list: z.array(z.looseObject({ name: z.string(), type: z.string() })) }),
  panels: z.array(
    z.looseObject({
      id: z.int(),
      title: z.string(),
      type: z.enum(['stat', 'table', 'timeseries']),
      gridPos: z.strictObject({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
      targets: z
        .array(z.looseObject({ refId: z.string(), expr: z.string(), legendFormat: z.string() }))
        .min(1),
    }),
  ),
});

const { rules } = rulesForm.parse(parse(readFileSync(join(FOLDER, 'alerts.yaml'), 'utf8'))).groups[0]!;
const dashboard = dashboardForm.parse(
  JSON.parse(readFileSync(join(FOLDER, 'grafana-dashboard.json'), 'utf8')),
);
const expressions: [string, string][] = [
  ...rules.map(({ alert, expr }): [string, string] => [alert, expr]),
  ...dashboard.panels.flatMap(({ title, targets }) =>
    targets.map(({ expr }): [string, string] => [title, expr.replaceAll('$__rate_interval', '5m')]),
  ),
];

/** The nodes of an expression with their text, by Prometheus' own grammar. */
function nodesOf(
  expression: string,
): { readonly name: string; readonly text: string; readonly bad: boolean }[] {
  const nodes: { name: string; text: string; bad: boolean }[] = [];
  parser.parse(expression).iterate({
    enter: ({ name, from, to, type }) =>
      void nodes.push({ name, text: expression.slice(from, to), bad: type.isError }),
  });
  return nodes;
}

/** What the code exports by name; a histogram as its three series. */
const exported = new Set(
  ['workflows/counters.ts', ...globSync('worker/metrics/*.ts')]
    .flatMap((file) => readFileSync(file, 'utf8').match(/'serin_\w+'/g) ?? [])
    .map((quoted) => quoted.slice(1, -1))
    .flatMap((name) =>
      /_duration_seconds$|_traffic_seconds$/.test(name)
        ? ['_bucket', '_sum', '_count'].map((suffix) => name + suffix)
        : [name],
    ),
);

it.each(expressions)('%s asks in PromQL for what is exported', (_title, expression) => {
  const nodes = nodesOf(expression);
  expect(nodes.filter(({ bad }) => bad)).toEqual([]);
  const names = nodes
    .filter(({ name }) => name === 'VectorSelector')
    .map(({ text }) => text.replace(/\{.*$/s, ''));
  expect(names.length + (expression.match(/vector\(0\)/g) ?? []).length).toBeGreaterThan(0);
  for (const name of names)
    expect(exported.has(name) || name === 'temporal_num_pollers' ? name : `unknown ${name}`).toBe(name);
});

it('every metric that the code exports has a row in the document, and the other way round', () => {
  const text = readFileSync(join('docs', 'observability.md'), 'utf8');
  const documented = new Set(text.match(/serin_\w+/g));
  const names = [...exported].map((name) => name.replace(/_(bucket|sum|count)$/, ''));
  expect([...documented].sort()).toEqual([...new Set(names)].sort());
});

it('panels have ids of their own, lie within the page, and none on another', () => {
  const { panels } = dashboard;
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const taken = new Set<string>();
  for (const { title, gridPos } of panels)
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        expect({ title, x, isFree: !taken.has(`${x},${y}`) && x < 24 }).toEqual({ title, x, isFree: true });
        taken.add(`${x},${y}`);
      }
});
