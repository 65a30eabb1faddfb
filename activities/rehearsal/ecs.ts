import type {
  CreateServiceRequest,
  CreateServiceResponse,
  DeleteServiceRequest,
  Deployment,
  DescribeServicesRequest,
  DescribeServicesResponse,
  DescribeTaskDefinitionRequest,
  DescribeTaskDefinitionResponse,
  DescribeServiceDeploymentsRequest,
  DescribeServiceDeploymentsResponse,
  DescribeServiceRevisionsRequest,
  DescribeServiceRevisionsResponse,
  ListServiceDeploymentsRequest,
  ListServiceDeploymentsResponse,
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
import { groupName } from '../load-balancing/alb/actions.ts';
import type { EcsWorld } from './ecs-world.ts';
import { countOf, type RehearsedService, standIn, telling, type Telling } from './rehearsed.ts';

/** Services and task definitions as they would be: what is asked for is steady at once. */
export function rehearsedEcs({ services, changed }: EcsWorld): RehearsedService {
  const tagsAdded = new Map<string, Tag[]>();
  const definitions = new Map<string, DescribeTaskDefinitionResponse>();
  /** The latest revisions of families. */
  const revisions = new Map<string, number>();

  /** What was deployed where ECS shifts the traffic; the task definition's name stands for deployment and revision. */
  const deployed = new Map<string, string>();
  const isDeployed = (arn: string): boolean => [...deployed.values()].includes(arn);

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
    name: 'ecs',
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
      UpdateService: standIn<UpdateServiceRequest, object>((input) => {
        const { cluster, service, desiredCount, taskDefinition } = input;
        if (taskDefinition !== undefined) deployed.set(keyOf(cluster, service), taskDefinition);
        return {
          service: change(keyOf(cluster, service), {
            ...(desiredCount !== undefined && { desiredCount, runningCount: desiredCount }),
            ...(taskDefinition !== undefined &&
              input.deploymentConfiguration === undefined && {
                taskDefinition,
                deployments: steadyOn(taskDefinition),
              }),
          }),
        };
      }),
      ListServiceDeployments: standIn<ListServiceDeploymentsRequest, ListServiceDeploymentsResponse>(
        ({ cluster, service }, ask) => {
          const serviceDeploymentArn = deployed.get(keyOf(cluster, service));
          return serviceDeploymentArn === undefined
            ? ask()
            : { serviceDeployments: [{ serviceDeploymentArn }] };
        },
      ),
      DescribeServiceDeployments: standIn<
        DescribeServiceDeploymentsRequest,
        DescribeServiceDeploymentsResponse
      >(({ serviceDeploymentArns: [arn = ''] = [] }, ask) => {
        const [key] = [...deployed].find(([, each]) => each === arn) ?? [];
        if (key === undefined) return ask();
        const sourceServiceRevisions = services.get(key)?.currentServiceRevisions;
        const targetServiceRevision = { arn };
        return {
          serviceDeployments: [{ serviceDeploymentArn: arn, sourceServiceRevisions, targetServiceRevision }],
        };
      }),
      DescribeServiceRevisions: standIn<DescribeServiceRevisionsRequest, DescribeServiceRevisionsResponse>(
        ({ serviceRevisionArns: [arn = ''] = [] }, ask) =>
          isDeployed(arn) ? { serviceRevisions: [{ serviceRevisionArn: arn, taskDefinition: arn }] } : ask(),
      ),
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
          definitions.set(taskDefinitionArn, { taskDefinition, ...(tags && { tags }) });
          return { taskDefinition, tags };
        },
      ),
      DescribeTaskDefinition: standIn<DescribeTaskDefinitionRequest, DescribeTaskDefinitionResponse>(
        async ({ taskDefinition: name = '' }, ask) => {
          const registered = definitions.get(name);
          if (registered !== undefined) return registered;
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
    tells: TELLS,
    quotas: (calls) => [
      {
        what: 'ECS services of the cluster, in addition',
        takes: countOf(calls, 'CreateService'),
        limit: 5000,
      },
    ],
  };
}

const TELLS: Readonly<Record<string, Telling>> = {
  UpdateService: telling<UpdateServiceRequest>(
    ({ cluster, service, taskDefinition, desiredCount, deploymentConfiguration: { strategy } = {} }) => ({
      cluster,
      service,
      taskDefinition,
      desiredCount,
      strategy,
    }),
  ),
  RegisterTaskDefinition: telling<RegisterTaskDefinitionRequest>(
    ({ family, cpu, memory, containerDefinitions = [] }) => ({
      family,
      cpu,
      memory,
      images: Object.fromEntries(containerDefinitions.map(({ name = '', image }) => [name, image])),
    }),
  ),
  CreateService: telling<CreateServiceRequest>(
    ({ cluster, serviceName, taskDefinition, desiredCount, loadBalancers = [] }) => ({
      cluster,
      serviceName,
      taskDefinition,
      desiredCount,
      targetGroups: loadBalancers.map(({ targetGroupArn = '' }) => groupName(targetGroupArn)),
    }),
  ),
  TagResource: telling<TagResourceRequest>(({ resourceArn, tags = [] }) => ({
    resourceArn,
    tags: Object.fromEntries(tags.map(({ key = '', value }) => [key, value])),
  })),
};

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
    deployments: steadyOn(taskDefinition),
  };
}

const steadyOn = (taskDefinition: string | undefined): Deployment[] => [
  { status: 'PRIMARY', rolloutState: 'COMPLETED', taskDefinition },
];
