import {
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeTaskDefinitionCommand,
  type ECSClient,
  ListServiceDeploymentsCommand,
  type ServiceDeployment,
  type ServiceRevisionSummary,
} from '@aws-sdk/client-ecs';
import type { EcsServices } from '../../../workflows/rollout/provisioner-spec.ts';
import { OWNER_TAGS, type TagMap } from '../../ownership.ts';

/** A revision of a service, in a rollout's words. */
export interface Revision {
  /** Its version's id by the tag of its task definition; where it has none, the task definition's family and revision. */
  readonly version: string;
  /** The tags of its task definition. */
  readonly tags: TagMap;
  readonly taskDefinition: string;
  /** The target group and the listener rule that serve it, where it is behind a load balancer. */
  readonly group?: string | undefined;
  readonly rule?: string | undefined;
  /** Of a deployment that is under way: what is said of one that has ended may be old. */
  readonly runningTasks?: number | undefined;
}

/** The newest deployment of a service; undefined where ECS has none. */
export async function newestDeployment(
  ecs: ECSClient,
  { cluster, service }: EcsServices,
): Promise<ServiceDeployment | undefined> {
  const { serviceDeployments = [] } = await ecs.send(
    new ListServiceDeploymentsCommand({ cluster, service, maxResults: 1 }),
  );
  const arn = serviceDeployments[0]?.serviceDeploymentArn;
  return arn === undefined ? undefined : describeDeployment(ecs, arn);
}

/** A deployment by its ARN; undefined where ECS does not know it. */
export async function describeDeployment(
  ecs: ECSClient,
  arn: string,
): Promise<ServiceDeployment | undefined> {
  const command = new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [arn] });
  return (await ecs.send(command)).serviceDeployments?.[0];
}

/** Revisions as their summaries name them, in that order. */
export async function revisionsOf(
  ecs: ECSClient,
  summaries: readonly (ServiceRevisionSummary | undefined)[],
): Promise<Revision[]> {
  const found = await Promise.all(
    summaries.flatMap((each) => each?.arn ?? []).map((arn) => revisionOf(ecs, arn)),
  );
  return found.flat();
}

async function revisionOf(ecs: ECSClient, arn: string): Promise<Revision[]> {
  const command = new DescribeServiceRevisionsCommand({ serviceRevisionArns: [arn] });
  const { serviceRevisions = [] } = await ecs.send(command);
  return Promise.all(
    serviceRevisions.map(async ({ taskDefinition = '', resolvedConfiguration }) => {
      const [balancer] = resolvedConfiguration?.loadBalancers ?? [];
      return {
        ...(await identity(ecs, taskDefinition)),
        taskDefinition,
        group: balancer?.targetGroupArn,
        rule: balancer?.productionListenerRule,
      };
    }),
  );
}

/** The revisions that the newest deployment of a service is about: those that serve, or are to. */
export async function servedRevisions(ecs: ECSClient, services: EcsServices): Promise<Revision[]> {
  const deployment = await newestDeployment(ecs, services);
  const { sourceServiceRevisions = [], targetServiceRevision, finishedAt } = deployment ?? {};
  const summaries = [targetServiceRevision, ...sourceServiceRevisions];
  const revisions = await Promise.all(
    summaries.map(async (summary) => {
      const runningTasks = finishedAt === undefined ? summary?.runningTaskCount : undefined;
      return (await revisionsOf(ecs, [summary])).map((each) => ({ ...each, runningTasks }));
    }),
  );
  return revisions.flat();
}

async function identity(ecs: ECSClient, taskDefinition: string): Promise<Pick<Revision, 'version' | 'tags'>> {
  const { tags = [] } = await ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] }),
  );
  const byKey = new Map(tags.map(({ key = '', value = '' }) => [key, value]));
  return { version: byKey.get(OWNER_TAGS.version) ?? versionByDefinition(taskDefinition), tags: byKey };
}

/** The family and revision of a task definition, in a form that a version's id may have. */
export function versionByDefinition(taskDefinition: string): string {
  const [family = '', revision = ''] = taskDefinition.split('/').at(-1)?.split(':') ?? [];
  const dashed = family.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-/, '');
  return `${dashed.slice(0, MOST_OF_ID - revision.length - 1).replace(/-$/, '')}-${revision}`;
}

/** As many characters as a version's id may have. */
const MOST_OF_ID = 40;
