import type { MetricsSpec } from '../../workflows/rollout/metrics-spec.ts';
import { ruleReads } from './load-balancing.ts';
import { withoutResources, type Statement } from './statement.ts';

/** What reading metrics takes of AWS. Metrics have no ARNs. */
export function metricsStatements(spec: MetricsSpec): Statement[] {
  switch (spec.kind) {
    case 'containerInsights':
    case 'cloudwatch':
      return [withoutResources('cloudwatch:GetMetricData')];
    case 'loadBalancer':
      return [withoutResources('cloudwatch:GetMetricData'), ruleReads(spec.rule)];
    case 'envoy':
    case 'prometheus':
      return [];
  }
}
