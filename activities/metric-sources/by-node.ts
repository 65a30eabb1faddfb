import { nodeOf, type NodeNames } from '../../workflows/rollout/node-names.ts';
import type { MetricSource } from './source.ts';

/** A source that knows versions by the names of their nodes, where these are given. */
export function byNode(source: MetricSource, names: NodeNames): MetricSource {
  if (names.nodes === undefined) return source;
  return {
    ...source,
    read: ({ stable, canary }, span) =>
      source.read(
        { ...(stable !== undefined && { stable: nodeOf(names, stable) }), canary: nodeOf(names, canary) },
        span,
      ),
    history: (version, before) => source.history(nodeOf(names, version), before),
  };
}
