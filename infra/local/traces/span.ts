/** One span, as its program told it. Times are epoch milliseconds. */
export interface Span {
  /** Hexadecimal, as the header `traceparent` has them. */
  readonly traceId: string;
  readonly spanId: string;
  /** The span that caused it; undefined where the trace begins. */
  readonly parentSpanId: string | undefined;
  readonly service: string;
  /** `service.version` of the program; undefined where it does not say. */
  readonly version: string | undefined;
  readonly name: string;
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly startMs: number;
  readonly durationMs: number;
  readonly failed: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

/** All spans of one request that have arrived, from the first to begin to the last. */
export interface Trace {
  readonly traceId: string;
  readonly spans: readonly Span[];
}
