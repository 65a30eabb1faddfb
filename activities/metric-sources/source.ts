import type { History } from '../../workflows/rollout/judge/baseline.ts';
import type { Bucket } from '../../workflows/rollout/judge/bucket.ts';
import type { Span } from '../../workflows/rollout/judge/verdict.ts';

/** Which versions to compare; no `stable` on a first deployment. */
export interface Versions {
  readonly stable?: string | undefined;
  readonly canary: string;
}

/** Where requests, errors and latencies of versions can be read, in buckets of one width. */
export interface MetricSource {
  /** Buckets that begin within the span, oldest first; both versions of a bucket come from the same window. */
  read(versions: Versions, span: Span): Promise<readonly Bucket[]>;
  /** What `read` asks about these versions, as text to ask again elsewhere; nothing where nothing can be asked. */
  queries(versions: Versions): Promise<readonly string[]>;
  /** How a version did before a moment (epoch seconds): a day by the hour and in all, and the last hour in buckets, as stable. */
  history(version: string, before: number): Promise<History>;
}
