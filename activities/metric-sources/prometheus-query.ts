import type { PrometheusSpec } from '../../workflows/rollout/plan.ts';
import type { View } from './views.ts';

/** One side of a comparison, and which version is on it. */
export interface Side {
  readonly side: 'stable' | 'canary';
  readonly version: string;
}

/** What a series of the combined answer is about. */
export interface Subject {
  readonly side: Side['side'];
  readonly view: View;
  readonly kind: 'requests' | 'errors' | 'latency';
}

/** Added to every series of the combined answer: its subject, as three words. */
const SUBJECT = 'serin_subject';

/**
 * All queries of all sides as one, so that both sides come out of the same call at the same moment. Each keeps its
 * own labels and gets one more, by which `subjectOf` knows it again.
 *
 * @param windowSeconds range of every `rate()`: of the bucket, and one scrape more, since a rate is measured from its
 *   first sample to its last, and what happened between two buckets would otherwise be in neither
 */
export function combined(spec: PrometheusSpec, sides: readonly Side[], windowSeconds: number): string {
  const { own, callers, latency } = spec;
  return sides
    .flatMap(({ side, version }) => {
      const labelled = (view: View, kind: Subject['kind'], template: string) =>
        `label_replace(${fill(template, version, windowSeconds)}, "${SUBJECT}", "${side} ${view} ${kind}", "", "")`;
      return [
        labelled('own', 'requests', own.requests),
        labelled('own', 'errors', own.errors),
        ...(callers
          ? [labelled('callers', 'requests', callers.requests), labelled('callers', 'errors', callers.errors)]
          : []),
        ...(latency ? [labelled('own', 'latency', latency.query)] : []),
      ];
    })
    .join('\nor ');
}

/** What a series of the combined answer is about; undefined for one that nobody asked for. */
export function subjectOf(labels: Readonly<Record<string, string>>): Subject | undefined {
  const [side, view, kind] = (labels[SUBJECT] ?? '').split(' ');
  return side && view && kind ? ({ side, view, kind } as Subject) : undefined;
}

const fill = (template: string, version: string, windowSeconds: number): string =>
  template.replaceAll('{{version}}', version).replaceAll('{{window}}', `${windowSeconds}s`);
