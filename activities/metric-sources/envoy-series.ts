import { nodeOf } from '../../workflows/rollout/node-names.ts';
import type { ContainerInsightsSpec } from '../../workflows/rollout/plan.ts';

/** One series of Envoy counters in CloudWatch. */
export interface Series {
  /** Who counted: the version's own Envoys, or those of its callers. */
  readonly view: 'own' | 'callers';
  /** Whether its values are requests, failed requests, or failures out of requests that another series counts. */
  readonly isError: 'no' | 'also' | 'only';
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** The series that tell what became of one version's requests; of its connections, where the protocol is tcp. */
export function countSeries(spec: ContainerInsightsSpec, version: string): Series[] {
  const node = nodeOf(spec, version);
  const callers = {
    ClusterName: spec.cluster,
    envoy_cluster_name: `cds_egress_${spec.mesh}_${node}_${spec.protocol}_${spec.port}`,
  };
  if (spec.protocol === 'tcp') {
    return [
      { view: 'callers', isError: 'no', metric: 'envoy_cluster_upstream_cx_total', dimensions: callers },
      {
        view: 'callers',
        isError: 'only',
        metric: 'envoy_cluster_upstream_cx_connect_fail',
        dimensions: callers,
      },
    ];
  }
  const own = {
    ClusterName: spec.cluster,
    TaskDefinitionFamily: familyOf(spec, version),
    appmesh_virtual_node: node,
    envoy_http_conn_manager_prefix: 'ingress',
  };
  return ['2', '3', '4', '5'].flatMap((responseClass): Series[] => {
    const isError = responseClass === '5' ? 'also' : 'no';
    const byClass = { envoy_response_code_class: responseClass };
    return [
      { view: 'own', isError, metric: 'envoy_http_downstream_rq_xx', dimensions: { ...own, ...byClass } },
      {
        view: 'callers',
        isError,
        metric: 'envoy_cluster_upstream_rq_xx',
        dimensions: { ...callers, ...byClass },
      },
    ];
  });
}

const familyOf = ({ family }: ContainerInsightsSpec, version: string): string =>
  typeof family === 'string' ? family : (family[version] ?? version);
