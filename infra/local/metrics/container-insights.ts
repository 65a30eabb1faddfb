import type { Sample } from './sample.ts';

/** The Envoy of an ECS task. */
export interface EnvoyTask {
  readonly arn: string;
  readonly cluster: string;
  /** Of its task definition. */
  readonly family: string;
  /** Envoy's admin port on 127.0.0.1. */
  readonly adminPort: number;
}

/** Selects, by Envoy's own names, what `containerInsights` keeps. */
export const statsFilter =
  '^(http\\.ingress\\.downstream_rq_([1-5]xx|time)' +
  '|cluster\\.cds_egress_.*\\.(upstream_rq_([1-5]xx|time)|upstream_cx_(total|connect_fail))' +
  '|cluster\\.cds_(in|e)gress_.*\\.upstream_rq_4[0-9][0-9]' +
  '|cluster\\.cds_ingress_.*_(tcp|grpc)_[0-9]+\\.upstream_cx_(total|connect_fail)' +
  '|cluster\\.cds_(in|e)gress_.*_grpc_[0-9]+\\.grpc\\.(total|[0-9]+))$';

const responseClasses = ['1', '2', '3', '4', '5'] as const;

/** Of all calls, and of those that ended with each of gRPC's statuses. */
const grpcCounters = ['total', ...Array.from({ length: 17 }, (_, status) => status)].map(
  (counted) => `envoy_cluster_grpc_${counted}`,
);

/**
 * An Envoy's samples under the labels that Container Insights has as dimensions (AWS, «Set up and configure Prometheus
 * metrics collection on Amazon ECS clusters»): requests that came in, those sent to other virtual nodes, and of the
 * program itself the connections to it, where the protocol is tcp, or the calls to it by status, where it is grpc.
 */
export function containerInsights(samples: readonly Sample[], { cluster, family }: EnvoyTask): Sample[] {
  const kept = samples.flatMap((sample) => {
    const {
      le,
      envoy_response_code_class: responseClass,
      envoy_response_code: code,
      ...labels
    } = sample.labels;
    const own = ownLabels(labels, family);
    if (own === undefined) return [];
    const parts = {
      ...(responseClass && { envoy_response_code_class: responseClass }),
      ...(code && { envoy_response_code: code }),
      ...(le && { le }),
    };
    return [{ ...sample, labels: { ClusterName: cluster, ...own, ...parts } }];
  });
  return [...unseen(kept), ...kept];
}

function ownLabels(
  labels: Readonly<Record<string, string>>,
  family: string,
): Record<string, string> | undefined {
  const { appmesh_virtual_node, envoy_http_conn_manager_prefix, envoy_cluster_name } = labels;
  if (/^cds_(in|e)gress_/.test(envoy_cluster_name ?? '')) return { envoy_cluster_name: envoy_cluster_name! };
  if (envoy_http_conn_manager_prefix !== 'ingress' || appmesh_virtual_node === undefined) return undefined;
  return { TaskDefinitionFamily: family, appmesh_virtual_node, envoy_http_conn_manager_prefix };
}

/** Envoy counts a cluster's responses by class or status from the first of it on; before, there are none, which is a number too. */
function unseen(samples: readonly Sample[]): Sample[] {
  const clusters = samples.filter(({ name }) => name === 'envoy_cluster_upstream_cx_total');
  return clusters.flatMap(({ labels }) => {
    const [, protocol] = labels['envoy_cluster_name']!.match(/_(tcp|grpc)_\d+$/) ?? [];
    if (protocol === 'tcp') return [];
    if (protocol === 'grpc') return grpcCounters.map((name) => ({ name, labels, value: 0 }));
    return responseClasses.map((responseClass) => ({
      name: 'envoy_cluster_upstream_rq_xx',
      labels: { ...labels, envoy_response_code_class: responseClass },
      value: 0,
    }));
  });
}
