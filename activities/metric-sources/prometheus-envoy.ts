import { ENVOY_BOUNDS_MS } from '../../workflows/rollout/metric-facts.ts';
import type { CountQueries, EnvoySpec, PrometheusSpec } from '../../workflows/rollout/metrics-spec.ts';
import { SERVER_ERRORS } from './grpc-statuses.ts';

/**
 * What to ask a Prometheus that scrapes the Envoys of a mesh; of connections, where the protocol is tcp, and of calls by
 * their status, where it is grpc. Nodes that are given stand for their versions.
 */
export function envoyQueries({
  mesh,
  nodePrefix,
  nodes,
  protocol,
  port,
  countAsErrors,
  ...spec
}: EnvoySpec): PrometheusSpec {
  const sum = spec.strata ? `sum by (${spec.strata}) ` : 'sum';
  const node = nodes ? '{{version}}' : `${nodePrefix}-{{version}}`;
  const own = `appmesh_virtual_node="${node}",envoy_http_conn_manager_prefix="ingress"`;
  const callers = `envoy_cluster_name="cds_egress_${mesh}_${node}_${protocol}_${port}"`;
  const program = `envoy_cluster_name="cds_ingress_${mesh}_${node}_${protocol}_${port}"`;
  if (protocol === 'tcp')
    return {
      ...spec,
      kind: 'prometheus',
      own: connections(sum, program),
      callers: connections(sum, callers),
    };
  return {
    ...spec,
    kind: 'prometheus',
    ...(protocol === 'grpc'
      ? { own: byStatus(sum, program), callers: byStatus(sum, callers) }
      : {
          own: byResponse(sum, 'envoy_http_downstream_rq_xx', own, program, countAsErrors),
          callers: byResponse(sum, 'envoy_cluster_upstream_rq_xx', callers, callers, countAsErrors),
        }),
    latency: {
      query: `sum by (${['le', ...(spec.strata ? [spec.strata] : [])].join(', ')}) (rate(envoy_http_downstream_rq_time_bucket{${own}}[{{window}}]))`,
      unit: 'ms',
      boundsMs: ENVOY_BOUNDS_MS,
    },
  };
}

const rate = (sum: string, metric: string, labels: string): string =>
  `${sum}(rate(${metric}{${labels}}[{{window}}]))`;

const connections = (sum: string, labels: string): CountQueries => ({
  requests: rate(sum, 'envoy_cluster_upstream_cx_total', labels),
  errors: rate(sum, 'envoy_cluster_upstream_cx_connect_fail', labels),
});

/** Responses by their class; single codes only a cluster counts, of what its endpoints answer. */
function byResponse(
  sum: string,
  metric: string,
  labels: string,
  cluster: string,
  countAsErrors: EnvoySpec['countAsErrors'],
): CountQueries {
  const classes = countAsErrors === '4xx' ? '=~"4|5"' : '="5"';
  const failed = [
    `${metric}{${labels},envoy_response_code_class${classes}}`,
    ...(typeof countAsErrors === 'object'
      ? [`envoy_cluster_upstream_rq{${cluster},envoy_response_code=~"${countAsErrors.join('|')}"}`]
      : []),
  ];
  return {
    requests: rate(sum, metric, labels),
    errors: `${sum}(${failed.map((series) => `rate(${series}[{{window}}])`).join(' or ')})`,
  };
}

/** A rate has no name, so each gets its status back: without it only one of them would be left. */
const byStatus = (sum: string, labels: string): CountQueries => {
  const failed = SERVER_ERRORS.map(
    (status) =>
      `label_replace(rate(envoy_cluster_grpc_${status}{${labels}}[{{window}}]), "status", "${status}", "", "")`,
  );
  return {
    requests: rate(sum, 'envoy_cluster_grpc_total', labels),
    errors: `${sum}(${failed.join(' or ')})`,
  };
};
