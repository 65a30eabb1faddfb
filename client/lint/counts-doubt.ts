import type { RolloutPlan } from '../../workflows/rollout/plan.ts';

/** Why it is not certain, by the file alone, that a version's requests are counted at all; nothing where it is. */
export const countsDoubt = ({ metrics }: Pick<RolloutPlan, 'metrics'>): string | undefined =>
  metrics.kind === 'containerInsights' && metrics.protocol === 'grpc'
    ? "calls of gRPC are counted by their status only where Envoy's gRPC statistics filter is on, which App Mesh does not " +
      'promise: look for envoy_cluster_grpc_total at port 9901 of a task, or name metrics of your own (docs/judge.md)'
    : undefined;
