import type { SeenTasks } from '../../activities/tasks/seen-tasks.ts';
import type { CloudWatchCount, CloudWatchStat } from '../../workflows/rollout/cloud-watch-spec.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import type { PageLink } from './page-link.ts';

/** What is looked at in AWS's console. */
export interface SeenInConsole {
  readonly plan: RolloutPlan | undefined;
  readonly tasks: SeenTasks | undefined;
  /** Names of the versions in splits. */
  readonly versions: readonly string[];
  /** ISO times; a rollout that runs has no end. */
  readonly began: string | undefined;
  readonly ended: string | undefined;
  readonly now: Date;
  /** Where no ARN names one. */
  readonly region: string | undefined;
}

/** Where else a rollout is seen: its ECS services, and its metrics in CloudWatch over its own time. */
export function consoleLinks(looked: SeenInConsole): PageLink[] {
  const { plan, tasks } = looked;
  const arns = [...(tasks?.services.map(({ arn }) => arn) ?? []), ...(plan ? arnsIn(plan) : [])];
  const place = arns.flatMap((arn) => placeOf(arn) ?? [])[0] ?? placeIn(looked.region);
  if (place === undefined) return [];
  const services = tasks?.services.map(({ arn }) => serviceLink(arn, place)) ?? [];
  const cluster = plan && clusterOf(plan);
  const metrics = graphOf(looked, place.region);
  return [
    ...(services.length === 0 && cluster !== undefined
      ? [
          {
            text: `ECS: ${cluster}`,
            href: `${consoleOf(place)}/ecs/v2/clusters/${encodeURIComponent(cluster)}/services?region=${place.region}`,
          },
        ]
      : services),
    ...(metrics
      ? [
          {
            text: 'CloudWatch',
            href: `${consoleOf(place)}/cloudwatch/home?region=${place.region}#metricsV2:graph=${metrics}`,
          },
        ]
      : []),
  ];
}

interface Place {
  readonly partition: string;
  readonly region: string;
}

const placeOf = (arn: string): Place | undefined => {
  const [, partition = '', , region = ''] = arn.split(':');
  return /^aws[a-z-]*$/.test(partition) && isRegion(region) ? { partition, region } : undefined;
};

const placeIn = (region: string | undefined): Place | undefined =>
  region !== undefined && isRegion(region) ? { partition: partitionOf(region), region } : undefined;

const isRegion = (region: string): boolean => /^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region);

const partitionOf = (region: string): string =>
  region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';

/** https://docs.aws.amazon.com/awsconsolehelpdocs/latest/gsg/select-region.html, and its partitions' own. */
const consoleOf = ({ partition, region }: Place): string =>
  `https://${region}.${DOMAINS[partition] ?? 'console.aws.amazon.com'}`;

const DOMAINS: Readonly<Record<string, string>> = {
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** The address of an ECS service's page. */
function serviceLink(arn: string, place: Place): PageLink {
  const [, cluster = '', name = ''] = arn.split(':').at(-1)?.split('/') ?? [];
  const path = `clusters/${encodeURIComponent(cluster)}/services/${encodeURIComponent(name)}`;
  return { text: `ECS: ${name}`, href: `${consoleOf(place)}/ecs/v2/${path}/health?region=${place.region}` };
}

function clusterOf({ driver }: RolloutPlan): string | undefined {
  const spec = driver.kind === 'ecsNative' ? driver : driver.provisioner;
  return 'cluster' in spec ? spec.cluster.split('/').at(-1) : undefined;
}

function arnsIn({ driver }: RolloutPlan): string[] {
  if (driver.kind === 'ecsNative') return [driver.cluster];
  const { router } = driver;
  if (router.kind !== 'alb') return [];
  return ['arn' in router.rule ? router.rule.arn : router.rule.listener];
}

/** A graph of both versions' metrics, as CloudWatch's console has it in its address. */
function graphOf(
  { plan, tasks, versions, began, ended, now }: SeenInConsole,
  region: string,
): string | undefined {
  const metrics = plan ? metricsOf(plan, tasks, versions) : [];
  if (metrics.length === 0 || began === undefined) return undefined;
  const hours = Math.ceil((now.getTime() - Date.parse(began)) / 3_600_000);
  const span = ended === undefined ? { start: `-PT${hours}H`, end: 'P0D' } : { start: began, end: ended };
  return inAddress({ metrics, view: 'timeSeries', stacked: false, region, period: 60, ...span });
}

function metricsOf(
  { metrics }: RolloutPlan,
  tasks: SeenTasks | undefined,
  versions: readonly string[],
): Value[] {
  switch (metrics.kind) {
    case 'loadBalancer':
    case 'revisions':
      return [...new Set(tasks?.services.flatMap(({ groups }) => groups))].flatMap(ofGroup);
    case 'cloudwatch':
      return versions.flatMap((version) =>
        [metrics.requests, metrics.errors].flatMap((count) => ofVersion(count, version)),
      );
    case 'containerInsights':
    case 'envoy':
    case 'prometheus':
      return [];
  }
}

/** What a load balancer counts of a target group: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html */
const ofGroup = (arn: string): Value[] => {
  const group = arn.split(':').at(-1) ?? arn;
  return COUNTED.map(([metric, stat]) => [
    {
      expression: `SEARCH('{AWS/ApplicationELB,LoadBalancer,TargetGroup} TargetGroup="${group}" MetricName="${metric}"', '${stat}', 60)`,
    },
  ]);
};

const COUNTED = [
  ['RequestCount', 'Sum'],
  ['HTTPCode_Target_5XX_Count', 'Sum'],
  ['TargetResponseTime', 'p95'],
] as const;

const ofVersion = (count: CloudWatchCount, version: string): Value[] =>
  'metric' in count ? [named(count, (text) => text.replaceAll('{{version}}', version))] : [];

const named = (
  { namespace, metric, dimensions, stat }: CloudWatchStat,
  name: (text: string) => string,
): Value => [
  name(namespace),
  name(metric),
  ...Object.entries(dimensions).flatMap(([key, value]) => [key, name(value)]),
  { stat },
];

type Value = string | number | boolean | readonly Value[] | { readonly [name: string]: Value };

/** A value as the console's addresses have it (https://github.com/Sage/jsurl). */
function inAddress(value: Value): string {
  if (typeof value === 'string') return `~'${escaped(value)}`;
  if (typeof value !== 'object') return `~${value}`;
  if (Array.isArray(value)) return `~(${value.map(inAddress).join('') || '~'})`;
  return `~(${Object.entries(value)
    .map(([name, each]) => `${escaped(name)}${inAddress(each)}`)
    .join('~')})`;
}

const escaped = (text: string): string =>
  text.replaceAll(/[^\w.-]/g, (sign) =>
    sign === '$' ? '!' : `*${sign.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
