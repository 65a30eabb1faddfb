import type {
  CreateServiceRequest,
  CreateServiceResponse,
  DeleteServiceRequest,
  DescribeServicesRequest,
  DescribeServicesResponse,
  DescribeTaskDefinitionRequest,
  DescribeTaskDefinitionResponse,
  ListTasksRequest,
  ListTasksResponse,
  RegisterTaskDefinitionRequest,
  RegisterTaskDefinitionResponse,
  Service,
  Tag,
  TagResourceRequest,
  TaskDefinition,
  UpdateServiceRequest,
} from '@aws-sdk/client-ecs';
import { standIn } from './rehearse.ts';

/** Services and task definitions as they would be: what is asked for is steady at once. */
export function ecsStandIns() {
  /** As they were found, or would be, by cluster and name. */
  const services = new Map<string, Service>();
  /** Of those, the ones that AWS does not have so. */
  const changed = new Set<string>();
  const tagsAdded = new Map<string, Tag[]>();
  const definitions = new Map<string, TaskDefinition>();
  /** The latest revisions of families. */
  const revisions = new Map<string, number>();

  const tagged = (service: Service): Service => {
    const added = tagsAdded.get(service.serviceArn ?? '');
    return added === undefined ? service : { ...service, tags: [...(service.tags ?? []), ...added] };
  };
  const change = (key: string, changes: Partial<Service>): Service => {
    const service = { ...services.get(key), ...changes };
    services.set(key, service);
    changed.add(key);
    return service;
  };

  return {
    /** Tasks that would be behind a target group. */
    tasksBehind: (group: string): number | undefined => {
      const behind = [...changed].flatMap((key) => {
        const service = services.get(key);
        return service?.loadBalancers?.some((each) => each.targetGroupArn === group) ? [service] : [];
      });
      return behind.length === 0
        ? undefined
        : behind.reduce((sum, { desiredCount = 0 }) => sum + desiredCount, 0);
    },
    standIns: {
      DescribeServices: standIn<DescribeServicesRequest, DescribeServicesResponse>(async (input, ask) => {
        const found = await ask();
        for (const service of found.services ?? []) {
          const key = keyOf(input.cluster, service.serviceName);
          if (!changed.has(key)) services.set(key, service);
        }
        const wanted = (input.services ?? []).map((name) => services.get(keyOf(input.cluster, name)));
        return { ...found, services: wanted.filter((service) => service !== undefined).map(tagged) };
      }),
      CreateService: standIn<CreateServiceRequest, CreateServiceResponse>((input) => ({
        service: change(keyOf(input.cluster, input.serviceName), serviceFrom(input)),
      })),
      UpdateService: standIn<UpdateServiceRequest, object>(({ cluster, service, desiredCount }) => ({
        service: change(
          keyOf(cluster, service),
          desiredCount === undefined ? {} : { desiredCount, runningCount: desiredCount },
        ),
      })),
      DeleteService: standIn<DeleteServiceRequest, object>(({ cluster, service }) => ({
        service: change(keyOf(cluster, service), { status: 'INACTIVE', desiredCount: 0, runningCount: 0 }),
      })),
      TagResource: standIn<TagResourceRequest, object>(({ resourceArn, tags = [] }) => {
        tagsAdded.set(resourceArn ?? '', [...(tagsAdded.get(resourceArn ?? '') ?? []), ...tags]);
        return {};
      }),
      RegisterTaskDefinition: standIn<RegisterTaskDefinitionRequest, RegisterTaskDefinitionResponse>(
        (input) => {
          const { tags, family = '', ...definition } = input;
          const revision = (revisions.get(family) ?? 0) + 1;
          const taskDefinitionArn = `${family}:${revision}`;
          const taskDefinition: TaskDefinition = { ...definition, family, taskDefinitionArn, revision };
          revisions.set(family, revision);
          definitions.set(taskDefinitionArn, taskDefinition);
          return { taskDefinition, tags };
        },
      ),
      DescribeTaskDefinition: standIn<DescribeTaskDefinitionRequest, DescribeTaskDefinitionResponse>(
        async ({ taskDefinition: name = '' }, ask) => {
          const registered = definitions.get(name);
          if (registered !== undefined) return { taskDefinition: registered };
          const found = await ask();
          const { family = '', revision = 0 } = found.taskDefinition ?? {};
          revisions.set(family, Math.max(revision, revisions.get(family) ?? 0));
          return found;
        },
      ),
      ListTasks: standIn<ListTasksRequest, ListTasksResponse>(async ({ cluster, serviceName }, ask) =>
        changed.has(keyOf(cluster, serviceName)) ? { taskArns: [] } : ask(),
      ),
    },
  };
}

/** Clusters and services are named by their names or their ARNs. */
const keyOf = (cluster = 'default', service = ''): string =>
  [cluster, service].map((name) => name.split('/').at(-1)).join('/');

function serviceFrom({ cluster, taskDefinition, desiredCount = 0, ...input }: CreateServiceRequest): Service {
  const { serviceName, loadBalancers, tags } = input;
  return {
    serviceName,
    serviceArn: `service/${cluster}/${serviceName}`,
    status: 'ACTIVE',
    desiredCount,
    runningCount: desiredCount,
    pendingCount: 0,
    taskDefinition,
    loadBalancers,
    tags,
    deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED', taskDefinition }],
  };
}
