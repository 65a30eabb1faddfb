import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
  type DeploymentConfiguration,
  type Service,
} from '@aws-sdk/client-ecs';
import {
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Cloud } from '../../local/up/cloud.ts';
import { clientOf } from '../aws-client.ts';

const POLL_MILLIS = 300;

/** A service whose traffic ECS itself shifts. */
export type Shifted = ReturnType<typeof shifted>;

/** A service behind a listener rule, by its name. */
export function shifted({ cloud, rule }: { readonly cloud: Cloud; readonly rule: string }, name = 'cart') {
  const ecs = new ECSClient(clientOf(cloud));
  const elb = new ElasticLoadBalancingV2Client(clientOf(cloud));
  const place = { cluster: cloud.endpoints.environment, service: name };

  async function service(): Promise<Service> {
    const command = new DescribeServicesCommand({ cluster: place.cluster, services: [place.service] });
    return (await ecs.send(command)).services?.[0] ?? {};
  }

  const groups = async () => {
    const { Rules = [] } = await elb.send(new DescribeRulesCommand({ RuleArns: [rule] }));
    return Rules[0]?.Actions?.[0]?.ForwardConfig?.TargetGroups ?? [];
  };

  /** The rule's weights by target group, the greater one first. */
  const weights = async (): Promise<number[]> =>
    (await groups()).map(({ Weight = 0 }) => Weight).sort((a, b) => b - a);

  const isSettled = async () => {
    const { deployments = [], currentServiceDeployment } = await service();
    return deployments.length === 1 && currentServiceDeployment === undefined;
  };

  return {
    service,
    weights,
    isSettled,

    /** Lets ECS shift the service's traffic from now on, as its owner would, by a first deployment of their own. */
    async letEcsShift(
      deploymentConfiguration: DeploymentConfiguration = { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 0 },
    ): Promise<void> {
      const [balancer] = (await service()).loadBalancers ?? [];
      const free = (await groups()).find(({ Weight }) => Weight === 0);
      const advancedConfiguration = {
        alternateTargetGroupArn: free?.TargetGroupArn,
        productionListenerRule: rule,
        roleArn: 'arn:aws:iam::123456789012:role/ecs-infrastructure',
      };
      await ecs.send(
        new UpdateServiceCommand({
          ...place,
          loadBalancers: [{ ...balancer, advancedConfiguration }],
          deploymentConfiguration,
          forceNewDeployment: true,
        }),
      );
      while ((await weights())[0] !== 100 || !(await isSettled())) await sleep(POLL_MILLIS);
    },

    /** The service without what tells its revision, its tasks and its past. */
    async settings(): Promise<Partial<Service>> {
      const { taskDefinition: _, deployments: __, currentServiceRevisions: ___, ...rest } = await service();
      return { ...rest, events: [] };
    },

    /** Registers a task definition like the present one with another image, as a pipeline does; answers its ARN. */
    async register(image: string): Promise<string> {
      const { taskDefinition } = await ecs.send(
        new DescribeTaskDefinitionCommand({ taskDefinition: (await service()).taskDefinition }),
      );
      const { family, networkMode, volumes, cpu, memory, taskRoleArn, executionRoleArn } =
        taskDefinition ?? {};
      const [first, ...others] = taskDefinition?.containerDefinitions ?? [];
      const made = await ecs.send(
        new RegisterTaskDefinitionCommand({
          ...{ family, networkMode, volumes, cpu, memory, taskRoleArn, executionRoleArn },
          requiresCompatibilities: taskDefinition?.requiresCompatibilities,
          containerDefinitions: [{ ...first, image }, ...others],
        }),
      );
      return made.taskDefinition?.taskDefinitionArn ?? '';
    },
  };
}
