import type { Balanced } from '../workflows/rollout/listener-rule.ts';
import type { MetricsSpec } from '../workflows/rollout/metrics-spec.ts';
import type { ProvisionerSpec } from '../workflows/rollout/provisioner-spec.ts';
import type { RouterMemory } from '../workflows/rollout/router-memory.ts';
import type { RouterSpec } from '../workflows/rollout/router-spec.ts';
import type { AwsClients } from './aws-clients.ts';
import { albBalancing } from './load-balancing/alb.ts';
import { atHome } from './load-balancing/at-home.ts';
import type { LoadBalancing } from './load-balancing/load-balancing.ts';
import { albStatements, ruleArn, ruleReads } from './load-balancing/alb/permissions.ts';
import { grpcGroups } from './load-balancing/alb/protocols.ts';
import { rehearsedLoadBalancing } from './load-balancing/alb/rehearsal.ts';
import { readRules } from './load-balancing/alb/rule.ts';
import { togetherText } from './load-balancing/alb/together.ts';
import { byNode } from './metric-sources/by-node.ts';
import { containerInsights } from './metric-sources/container-insights.ts';
import { blindToGrpc, loadBalancerMetrics } from './metric-sources/load-balancer.ts';
import { ownCloudWatch } from './metric-sources/own-cloud-watch.ts';
import { whyUncounted } from './drivers/ecs-native/front.ts';
import { envoyQueries } from './metric-sources/prometheus-envoy.ts';
import { prometheus } from './metric-sources/prometheus.ts';
import { revisionMetrics } from './metric-sources/revisions.ts';
import type { MetricSource } from './metric-sources/source.ts';
import { cloudFormationStatements, templateStatements, unknownTypes } from './permissions/cloudformation.ts';
import { ecsStatements } from './permissions/ecs.ts';
import { givenStatements } from './permissions/given.ts';
import type { Place } from './permissions/place.ts';
import { withoutResources, type Statement } from './permissions/statement.ts';
import { cloudFormationProvisioner } from './provisioners/cloudformation.ts';
import { groupBehind, namedService } from './provisioners/ecs-services.ts';
import { ecsProvisioner } from './provisioners/ecs.ts';
import { givenProvisioner } from './provisioners/given.ts';
import type { Provisioner } from './provisioners/provisioner.ts';
import { rehearsedCloudFormation } from './rehearsal/cloudformation.ts';
import type { EcsWorld } from './rehearsal/ecs-world.ts';
import { rehearsedEcs } from './rehearsal/ecs.ts';
import type { RehearsedService } from './rehearsal/rehearsed.ts';
import { rehearsedScaling } from './rehearsal/scaling.ts';
import { rehearsedSsm } from './rehearsal/ssm.ts';
import { appMeshStatements } from './routers/app-mesh/permissions.ts';
import { rehearsedAppMesh } from './routers/app-mesh/rehearsal.ts';
import { appMeshRouter } from './routers/app-mesh/router.ts';
import type { TrafficRouter } from './routers/router.ts';
import { weightedGroupsRouter } from './routers/weighted-groups.ts';
import { servicesOfCluster, stacksOfAccount, type Usage } from './usage/account.ts';

/** The spec of one kind. */
type Of<Spec extends { readonly kind: string }, Kind> = Extract<Spec, { readonly kind: Kind }>;

interface RouterAdapter<Spec> {
  router(aws: AwsClients, spec: Spec, memory?: RouterMemory): TrafficRouter;
  permissions(spec: Spec, place: Place): Statement[];
  /** An ARN that says in which account and Region it is, where the spec has one. */
  arn?(spec: Spec): string;
  /** A sentence about what is shifted together with what the spec names, where there is more. */
  together?(aws: AwsClients, spec: Spec): Promise<string | undefined>;
}

interface ProvisionerAdapter<Spec> {
  provisioner(aws: AwsClients, spec: Spec): Provisioner;
  permissions(spec: Spec, place: Place, more: ProvisionerPlace): Statement[];
  /** How much is used of the quotas that versions draw on. */
  usage?(aws: AwsClients, spec: Spec): Promise<Usage>;
  /** What the role takes that AWS makes versions with, where the spec names one. */
  ofServiceRole?(spec: Spec, place: Place, more: ProvisionerPlace): Statement[];
  /** What it makes of which Serin does not know the permissions. */
  unknownTypes?(spec: Spec): string[];
}

interface ProvisionerPlace {
  /** Mesh of the virtual nodes that are made. */
  readonly mesh: string;
  /** ARNs of the roles of tasks, where the spec does not say them. */
  readonly roles: readonly string[];
}

interface MetricsAdapter<Spec> {
  source(aws: AwsClients, spec: Spec): MetricSource;
  permissions(spec: Spec): Statement[];
  /** Why it cannot know of a version's failures, as a sentence, where it cannot. */
  blindness?(aws: AwsClients, spec: Spec): Promise<string | undefined>;
}

/** Target groups as a spec names them, one of which may be a service's own for good; by what is remembered, it needs not be looked for. */
function balancing({ ecs, elb }: AwsClients, spec: Balanced, memory?: RouterMemory): LoadBalancing {
  const groups = albBalancing(elb, spec);
  const { home } = spec;
  if (home === undefined) return groups;
  const known = Object.entries(memory?.versions ?? {}).find(([, version]) => version === home.service);
  return atHome(groups, home.service, async () => known?.[0] ?? groupBehind(await namedService(ecs, home)));
}

// One entry for every kind: a new kind fails to compile here, and nowhere else, until it has one.

const ROUTERS: { readonly [Kind in RouterSpec['kind']]: RouterAdapter<Of<RouterSpec, Kind>> } = {
  alb: {
    router: (aws, spec, memory) => weightedGroupsRouter(balancing(aws, spec, memory), memory),
    permissions: albStatements,
    arn: ({ rule }) => ruleArn(rule),
    together: async ({ elb }, { rule }) => togetherText(...(await readRules(elb, rule))),
  },
  appMesh: {
    router: ({ appMesh }, spec, memory) => appMeshRouter(appMesh, spec, memory),
    permissions: appMeshStatements,
  },
};

const PROVISIONERS: {
  readonly [Kind in ProvisionerSpec['kind']]: ProvisionerAdapter<Of<ProvisionerSpec, Kind>>;
} = {
  cloudFormation: {
    provisioner: ({ cloudFormation, ecs }, spec) => cloudFormationProvisioner(cloudFormation, ecs, spec),
    permissions: (spec, place, { mesh, roles }) => cloudFormationStatements(spec, place, mesh, roles),
    ofServiceRole: (spec, place, { mesh, roles }) => templateStatements(spec, place, mesh, roles),
    usage: ({ cloudFormation }) => stacksOfAccount(cloudFormation),
    unknownTypes,
  },
  ecs: {
    provisioner: (aws, spec) => ecsProvisioner(aws.ecs, balancing(aws, spec), spec),
    permissions: (spec, place, { roles }) => ecsStatements(spec, place, roles),
    usage: ({ ecs }, { cluster }) => servicesOfCluster(ecs, cluster),
  },
  given: {
    provisioner: ({ ecs }, spec) => givenProvisioner(ecs, spec),
    permissions: givenStatements,
  },
};

const readsCloudWatch = withoutResources('cloudwatch:GetMetricData');

const METRIC_SOURCES: { readonly [Kind in MetricsSpec['kind']]: MetricsAdapter<Of<MetricsSpec, Kind>> } = {
  cloudwatch: {
    source: ({ cloudWatch }, spec) => ownCloudWatch(cloudWatch, spec),
    permissions: () => [readsCloudWatch],
  },
  containerInsights: {
    source: ({ cloudWatch }, spec) => containerInsights(cloudWatch, spec),
    permissions: () => [readsCloudWatch],
  },
  envoy: { source: (_, spec) => byNode(prometheus(envoyQueries(spec)), spec), permissions: () => [] },
  loadBalancer: {
    source: (aws, spec) => loadBalancerMetrics(aws.cloudWatch, balancing(aws, spec), spec),
    permissions: () => [
      readsCloudWatch,
      ruleReads(),
      withoutResources('elasticloadbalancing:DescribeTargetGroups'),
    ],
    blindness: async ({ elb }, { rule }) => blindToGrpc(await grpcGroups(elb, rule)),
  },
  prometheus: { source: (_, spec) => prometheus(spec), permissions: () => [] },
  revisions: {
    source: ({ cloudWatch, ecs }, spec) => revisionMetrics(cloudWatch, ecs, spec),
    permissions: () => [readsCloudWatch],
    blindness: ({ ecs }, spec) => whyUncounted(ecs, spec),
  },
};

/** How AWS services take part in a rehearsal, which begins with `world`. Image registries are only read, and need nobody in their place. */
export const rehearsedServices = (
  world: EcsWorld,
): Readonly<Record<Exclude<keyof AwsClients, 'ecr'>, RehearsedService>> => ({
  appMesh: rehearsedAppMesh(),
  autoScaling: rehearsedScaling(),
  cloudFormation: rehearsedCloudFormation(),
  cloudWatch: { name: 'cloudwatch', standIns: {} },
  ecs: rehearsedEcs(world),
  elb: rehearsedLoadBalancing(world),
  ssm: rehearsedSsm(),
});

export const routerAdapter = ({ kind }: RouterSpec): RouterAdapter<RouterSpec> => ROUTERS[kind];
export const provisionerAdapter = ({ kind }: ProvisionerSpec): ProvisionerAdapter<ProvisionerSpec> =>
  PROVISIONERS[kind];
export const metricsAdapter = ({ kind }: MetricsSpec): MetricsAdapter<MetricsSpec> => METRIC_SOURCES[kind];
