import type { Span, Trace } from './span.ts';

/** A trace as an indented list of its spans: who did what for whom, beginning when, for how long. */
export function traceText({ traceId, spans }: Trace): string {
  const start = Math.min(...spans.map(({ startMs }) => startMs));
  const known = new Set(spans.map(({ spanId }) => spanId));
  const childrenOf = (parent: string | undefined): Span[] =>
    spans.filter(({ parentSpanId: id }) => (id !== undefined && known.has(id) ? id : undefined) === parent);
  const lines = (parent: string | undefined, depth: number): string[] =>
    childrenOf(parent).flatMap((span) => [line(span, start, depth), ...lines(span.spanId, depth + 1)]);
  return [`${new Date(start).toISOString()}  ${traceId}`, ...lines(undefined, 0)].join('\n');
}

function line(
  { service, version, kind, name, startMs, durationMs, failed }: Span,
  start: number,
  depth: number,
) {
  const who = `${'  '.repeat(depth + 1)}${service}${version === undefined ? '' : ` ${version}`}`;
  const when = `+${(startMs - start).toFixed(1)} ms`.padStart(10);
  const long = `${durationMs.toFixed(1)} ms`.padStart(9);
  return `${who.padEnd(24)} ${kind.padEnd(8)} ${name.padEnd(28)} ${when} ${long}${failed ? '  FAILED' : ''}`;
}
