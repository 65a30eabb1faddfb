import { nodeOf, type NodeNames } from '../../workflows/rollout/node-names.ts';
import type { MetricSource, Versions } from './source.ts';

/** A source that knows versions by the names of their nodes, where these are given. */
export function byNode(source: MetricSource, names: NodeNames): MetricSource {
  if (names.nodes === undefined) return source;
  const nodesOf = ({ stable, canary }: Versions): Versions => ({
    ...(stable !== undefined && { stable: nodeOf(names, stable) }),
    canary: nodeOf(names, canary),
  });
  return {
    ...source,
    read: (versions, span) => source.read(nodesOf(versions), span),
    queries: (versions) => source.queries(nodesOf(versions)),
    history: (version, before) => source.history(nodeOf(names, version), before),
  };
}
