import type { MetricDataQuery, MetricStat } from '@aws-sdk/client-cloudwatch';
import type {
  CloudWatchCount,
  CloudWatchMetric,
  CloudWatchSpec,
} from '../../workflows/rollout/cloud-watch-spec.ts';
import { withPrefix } from './metric-math.ts';

/** The ids that the answers have: requests, errors, requests with a latency, and those within the n-th bound. */
export const ID = {
  requests: 'requests',
  errors: 'errors',
  timed: 'timed',
  within: (n: number) => `within${n}`,
};

/** What to ask CloudWatch about one version. */
export function queriesFor(spec: CloudWatchSpec, version: string, periodSeconds: number): MetricDataQuery[] {
  const fill = (template: string) =>
    template.replaceAll('{{version}}', version).replaceAll('{{period}}', `${periodSeconds}`);
  const stat = ({ namespace, metric, dimensions }: CloudWatchMetric, Stat: string): MetricStat => ({
    Metric: {
      Namespace: fill(namespace),
      MetricName: fill(metric),
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value: fill(Value) })),
    },
    Period: periodSeconds,
    Stat,
  });
  const count = (Id: string, asked: CloudWatchCount): MetricDataQuery[] =>
    'stat' in asked
      ? [{ Id, MetricStat: stat(asked, asked.stat) }]
      : math(Id, fill(asked.expression), periodSeconds, asked.metrics, stat);

  return [...count(ID.requests, spec.requests), ...count(ID.errors, spec.errors), ...latency(spec, stat)];
}

/** The expression alone is answered; its metrics get names that no other expression uses. */
function math(
  Id: string,
  Expression: string,
  Period: number,
  metrics: Readonly<Record<string, CloudWatchMetric & { readonly stat: string }>>,
  toStat: (metric: CloudWatchMetric, stat: string) => MetricStat,
): MetricDataQuery[] {
  const inputs = Object.entries(metrics).map(([name, metric]) => ({
    Id: name,
    MetricStat: toStat(metric, metric.stat),
    ReturnData: false,
  }));
  const [answer, ...named] = withPrefix([{ Id: '', Expression, Period }, ...inputs], `${Id}_`);
  return [...named, { ...answer, Id }];
}

/** `TC(:x)` is the trimmed count: how many values are at most x (CloudWatch, «Statistics definitions»). */
function latency(
  { latency: asked }: CloudWatchSpec,
  toStat: (metric: CloudWatchMetric, stat: string) => MetricStat,
): MetricDataQuery[] {
  if (!asked) return [];
  const inUnit = (ms: number) => (asked.unit === 's' ? ms / 1000 : ms);
  return [
    { Id: ID.timed, MetricStat: toStat(asked, 'SampleCount') },
    ...asked.boundsMs.map((bound, n) => ({
      Id: ID.within(n),
      MetricStat: toStat(asked, `TC(:${inUnit(bound)})`),
    })),
  ];
}
