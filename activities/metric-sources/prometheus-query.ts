import type { PrometheusSpec } from '../../workflows/rollout/metrics-spec.ts';
import type { Side } from './sides.ts';
import type { View } from './views.ts';

/** What a series of the combined answer is about. */
export interface Subject {
  readonly side: Side['side'];
  readonly view: View;
  readonly kind: 'requests' | 'errors' | 'latency';
}

/** Added to every series of the combined answer: its subject, as three words. */
const SUBJECT = 'serin_subject';

/** One question to Prometheus, in PromQL. */
export interface Query {
  readonly subject: Subject;
  readonly promql: string;
}

/**
 * What to ask about all sides.
 *
 * @param windowSeconds range of every `rate()`: of the bucket, and one scrape more, since a rate is measured from its
 *   first sample to its last, and what happened between two buckets would otherwise be in neither
 */
export function promqlFor(spec: PrometheusSpec, sides: readonly Side[], windowSeconds: number): Query[] {
  const { own, callers, latency } = spec;
  return sides.flatMap(({ side, version }) => {
    const query = (view: View, kind: Subject['kind'], template: string): Query => ({
      subject: { side, view, kind },
      promql: fill(template, version, windowSeconds),
    });
    return [
      query('own', 'requests', own.requests),
      query('own', 'errors', own.errors),
      ...(callers
        ? [query('callers', 'requests', callers.requests), query('callers', 'errors', callers.errors)]
        : []),
      ...(latency ? [query('own', 'latency', latency.query)] : []),
    ];
  });
}

/**
 * All queries as one, so that both sides come out of the same call at the same moment. Each keeps its own labels and
 * gets one more, by which `subjectOf` knows it again.
 */
export const combined = (queries: readonly Query[]): string =>
  queries
    .map(
      ({ subject: { side, view, kind }, promql }) =>
        `label_replace(${promql}, "${SUBJECT}", "${side} ${view} ${kind}", "", "")`,
    )
    .join('\nor ');

/** What a series of the combined answer is about; undefined for one that nobody asked for. */
export function subjectOf(labels: Readonly<Record<string, string>>): Subject | undefined {
  const [side, view, kind] = (labels[SUBJECT] ?? '').split(' ');
  return side && view && kind ? ({ side, view, kind } as Subject) : undefined;
}

const fill = (template: string, version: string, windowSeconds: number): string =>
  template.replaceAll('{{version}}', version).replaceAll('{{window}}', `${windowSeconds}s`);
