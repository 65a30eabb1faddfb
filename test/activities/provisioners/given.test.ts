import {
  CreateClusterCommand,
  CreateServiceCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { createDeploymentActivities } from '../../../activities/deployment.ts';
import { givenProvisioner } from '../../../activities/provisioners/given.ts';
import type { GivenSpec } from '../../../workflows/rollout/provisioner-spec.ts';
import { startAws, type AwsServer } from '../../infra/local/aws/server.ts';
import { settled } from './contract.ts';

const SPEC: GivenSpec = { kind: 'given', cluster: 'flask', services: { v1: 'api', v2: 'api-v2' } };

let aws: AwsServer;
beforeAll(async () => {
  aws = await startAws();
  await aws.knobs({ agent: 'simulated', ecs_retry_s: 0.05 });
  await aws.ecs.send(new CreateClusterCommand({ clusterName: 'flask' }));
  await aws.ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'api',
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      containerDefinitions: [{ name: 'app', image: 'flask-api:v1' }],
    }),
  );
  await aws.ecs.send(
    new CreateServiceCommand({
      cluster: 'flask',
      serviceName: 'api',
      taskDefinition: 'api',
      desiredCount: 1,
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
    }),
  );
});
afterAll(() => aws.stop());

const provisioner = () => givenProvisioner(aws.ecs, SPEC);
const writes = async () =>
  (await aws.calls()).filter(({ action }) => /^(Create|Update|Delete|Register)/.test(action)).length;

it('takes a version for ready when its ECS service is steady', async () => {
  expect(await settled(provisioner(), 'v1')).toEqual({ kind: 'ready' });
});

it('names the ECS service that is not there', async () => {
  expect(await provisioner().readiness('v2')).toEqual({
    kind: 'failed',
    reason: 'ECS service api-v2 is not there',
  });
});

it('waits for a service that has no tasks, since nobody would answer', async () => {
  const scale = (desiredCount: number) =>
    aws.ecs.send(new UpdateServiceCommand({ cluster: 'flask', service: 'api', desiredCount }));
  await scale(0);
  expect(await provisioner().readiness('v1')).toEqual({
    kind: 'pending',
    reason: 'ECS service api is scaled to no tasks',
  });
  await scale(1);
});

it('asks nothing of a version whose ECS service is not given', async () => {
  const none = givenProvisioner(aws.ecs, { ...SPEC, services: {} });
  expect(await none.readiness('v1')).toEqual({ kind: 'ready' });
});

it('counts the tasks that could answer, and does not guess where it was told of no service', async () => {
  await settled(provisioner(), 'v1');
  expect(await provisioner().healthyTasks('v1')).toBe(1);
  expect(await provisioner().healthyTasks('v2')).toBe(0);
  expect(await givenProvisioner(aws.ecs, { ...SPEC, services: {} }).healthyTasks('v1')).toBeUndefined();
});

it('knows the ECS services of versions', async () => {
  expect(await provisioner().services('v1')).toEqual(['service/flask/api']);
  expect(await provisioner().services('v9')).toEqual([]);
});

it('makes nothing and removes nothing, and says that the version is kept', async () => {
  const { createVersion, removeVersion } = createDeploymentActivities(() => provisioner());
  const before = await writes();
  await createVersion(SPEC, 'v1', 'run-1');
  expect(await removeVersion(SPEC, 'v1', undefined)).toBe('kept');
  expect(await writes()).toBe(before);
});
