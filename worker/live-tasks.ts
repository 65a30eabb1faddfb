import { provisionerAdapter } from '../activities/adapters.ts';
import type { AwsClients } from '../activities/aws-clients.ts';
import { servedRevisions } from '../activities/drivers/ecs-native/revisions.ts';
import { serviceId } from '../activities/scaling/scaling.ts';
import { seenTasks, type SeenTasks } from '../activities/tasks/seen-tasks.ts';
import type { DriverSpec } from '../workflows/rollout/driver-spec.ts';
import type { Policy } from '../activities/policy/policy.ts';
import { perAccount } from './accounts.ts';
import { awsClients } from './adapters.ts';

/** Looks at the tasks of a rollout's versions, as they are called in its splits, in the account that a policy says. Nothing is written. */
export function liveTasks(policy: Policy | undefined) {
  const clientsOf = perAccount(policy, (place) => awsClients(place));
  return (rollout: string, driver: DriverSpec, versions: readonly string[]): Promise<SeenTasks> =>
    tasksBy(clientsOf(rollout), driver, versions);
}

async function tasksBy(now: AwsClients, driver: DriverSpec, versions: readonly string[]): Promise<SeenTasks> {
  const { ecs } = now;
  if (driver.kind === 'ecsNative') {
    const revisions = await servedRevisions(ecs, driver);
    return seenTasks(
      ecs,
      [serviceId(driver.cluster, driver.service)],
      (_service, { taskDefinitionArn }) =>
        revisions.find(({ taskDefinition }) => taskDefinition === taskDefinitionArn)?.version,
    );
  }
  const provisioner = provisionerAdapter(driver.provisioner).provisioner(now, driver.provisioner);
  const services = new Map<string, string>();
  for (const version of versions)
    for (const service of await provisioner.services(version)) services.set(service, version);
  return seenTasks(ecs, [...services.keys()], (service) => services.get(service));
}
