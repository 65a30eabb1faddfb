import type { Activities } from '../activities/index.ts';
import { appMeshStandIns } from '../activities/rehearsal/app-mesh.ts';
import { cloudFormationStandIns } from '../activities/rehearsal/cloudformation.ts';
import { ecsStandIns } from '../activities/rehearsal/ecs.ts';
import { loadBalancingStandIns } from '../activities/rehearsal/load-balancing.ts';
import { rehearse, type AwsCall } from '../activities/rehearsal/rehearse.ts';
import { scalingStandIns } from '../activities/rehearsal/scaling.ts';
import { ssmStandIns } from '../activities/rehearsal/ssm.ts';
import { awsActivities, awsClients } from './adapters.ts';

/** What a rollout asks of the world, on an AWS that is read and never written. */
export interface Rehearsal {
  readonly activities: Activities;
  /** The calls so far; those that write were not sent. */
  readonly calls: readonly AwsCall[];
}

/** The worker's own activities, on clients that rehearse from now on: what they would do differs in nothing from what they do. */
export function startRehearsal(clients = awsClients()): Rehearsal {
  const calls: AwsCall[] = [];
  const ecs = ecsStandIns();
  rehearse(clients.appMesh, 'appmesh', calls, appMeshStandIns());
  rehearse(clients.autoScaling, 'application-autoscaling', calls, scalingStandIns());
  rehearse(clients.cloudFormation, 'cloudformation', calls, cloudFormationStandIns());
  rehearse(clients.cloudWatch, 'cloudwatch', calls, {});
  rehearse(clients.ecs, 'ecs', calls, ecs.standIns);
  rehearse(clients.elb, 'elasticloadbalancing', calls, loadBalancingStandIns(ecs.tasksBehind));
  rehearse(clients.ssm, 'ssm', calls, ssmStandIns());
  return { activities: awsActivities(clients, false), calls };
}
