import type { Span, Trace } from './span.ts';

export interface TraceStore {
  add(spans: readonly Span[]): void;
  /** Newest first. */
  newest(): Trace[];
  find(traceId: string): Trace | undefined;
}

/** Keeps the newest traces in memory; a trace that still gets spans counts as new. */
export function createTraceStore(keptTraces: number): TraceStore {
  const spansByTrace = new Map<string, Span[]>();
  return {
    add(spans) {
      for (const span of spans) {
        const known = spansByTrace.get(span.traceId) ?? [];
        spansByTrace.delete(span.traceId);
        spansByTrace.set(span.traceId, [...known, span]);
      }
      for (const oldest of spansByTrace.keys()) {
        if (spansByTrace.size <= keptTraces) break;
        spansByTrace.delete(oldest);
      }
    },
    newest: () => [...spansByTrace].reverse().map(([traceId, spans]) => toTrace(traceId, spans)),
    find(traceId) {
      const spans = spansByTrace.get(traceId);
      return spans && toTrace(traceId, spans);
    },
  };
}

const toTrace = (traceId: string, spans: readonly Span[]): Trace => ({
  traceId,
  spans: spans.toSorted((a, b) => a.startMs - b.startMs),
});
