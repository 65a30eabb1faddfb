import { nodeOf } from '../../workflows/rollout/node-names.ts';
import type { ContainerInsightsSpec } from '../../workflows/rollout/metrics-spec.ts';
import { SERVER_ERRORS } from './grpc-statuses.ts';

/** One series of Envoy counters in CloudWatch. */
export interface EnvoySeries {
  /** Who counted: the version's own Envoys, or those of its callers. */
  readonly view: 'own' | 'callers';
  /** Whether its values are requests, failed requests, or failures out of requests that another series counts. */
  readonly isError: 'no' | 'also' | 'only';
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/**
 * The series that tell what became of one version's requests. Where the protocol is tcp these are connections: those
 * that its own Envoys made to its program, and those that its callers' Envoys made to its own. Where it is grpc they are
 * calls by their status, which HTTP's response classes do not tell: a call that failed is a 200 with a trailer.
 */
export function countSeries(spec: ContainerInsightsSpec, version: string): EnvoySeries[] {
  const node = nodeOf(spec, version);
  const cluster = (direction: 'ingress' | 'egress') => ({
    ClusterName: spec.cluster,
    envoy_cluster_name: `cds_${direction}_${spec.mesh}_${node}_${spec.protocol}_${spec.port}`,
  });
  if (spec.protocol === 'tcp')
    return [...connections('callers', cluster('egress')), ...connections('own', cluster('ingress'))];
  if (spec.protocol === 'grpc')
    return [...calls('callers', cluster('egress')), ...calls('own', cluster('ingress'))];
  const callers = cluster('egress');
  const own = {
    ClusterName: spec.cluster,
    TaskDefinitionFamily: familyOf(spec, version),
    appmesh_virtual_node: node,
    envoy_http_conn_manager_prefix: 'ingress',
  };
  const failed = spec.countAsErrors === '4xx' ? ['4', '5'] : ['5'];
  return ['2', '3', '4', '5'].flatMap((responseClass): EnvoySeries[] => {
    const isError = failed.includes(responseClass) ? 'also' : 'no';
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

function connections(view: EnvoySeries['view'], dimensions: EnvoySeries['dimensions']): EnvoySeries[] {
  return [
    { view, isError: 'no', metric: 'envoy_cluster_upstream_cx_total', dimensions },
    { view, isError: 'only', metric: 'envoy_cluster_upstream_cx_connect_fail', dimensions },
  ];
}

function calls(view: EnvoySeries['view'], dimensions: EnvoySeries['dimensions']): EnvoySeries[] {
  return [
    { view, isError: 'no', metric: 'envoy_cluster_grpc_total', dimensions },
    ...SERVER_ERRORS.map((status): EnvoySeries => {
      return { view, isError: 'only', metric: `envoy_cluster_grpc_${status}`, dimensions };
    }),
  ];
}

const familyOf = ({ family }: ContainerInsightsSpec, version: string): string =>
  typeof family === 'string' ? family : (family[version] ?? version);
