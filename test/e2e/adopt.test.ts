import { readFileSync } from 'node:fs';
import { AppMeshClient, CreateRouteCommand } from '@aws-sdk/client-app-mesh';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { clientOf } from '../../infra/demo/aws-client.ts';
import type { Version } from './article.ts';
import { SERVICE, startLab, type Lab } from './lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab?.close());

const ENVIRONMENT = 'ecs-blogpost';

/** A version as the article's own pipeline leaves it: its stack, all traffic to its node, and its record. */
async function byThePipeline({ sha, image, file }: Version): Promise<string> {
  const written = JSON.parse(readFileSync(file, 'utf8')) as { CanaryTemplate: string };
  const cloudFormation = new CloudFormationClient(clientOf(lab.cloud));
  const parameters = {
    EnvironmentName: ENVIRONMENT,
    MicroserviceName: SERVICE,
    Namespace: 'yelb.local',
    Sha: sha,
    ContainerImage: image,
    Port: '4567',
    Protocol: 'http',
  };
  const StackName = `${ENVIRONMENT}-${SERVICE}-${sha}`;
  await cloudFormation.send(
    new CreateStackCommand({
      StackName,
      TemplateBody: Buffer.from(written.CanaryTemplate, 'base64').toString('utf8'),
      Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
    }),
  );
  await waitUntilStackCreateComplete(
    { client: cloudFormation, maxWaitTime: 120, minDelay: 0.5, maxDelay: 1 },
    { StackName },
  );
  const weightedTargets = [{ virtualNode: `${SERVICE}-${sha}`, weight: 100 }];
  await new AppMeshClient(clientOf(lab.cloud)).send(
    new CreateRouteCommand({
      meshName: ENVIRONMENT,
      virtualRouterName: `${SERVICE}-vr`,
      routeName: `${SERVICE}-route`,
      spec: { httpRoute: { match: { prefix: '/' }, action: { weightedTargets } } },
    }),
  );
  const Name = `${ENVIRONMENT}-canary-${SERVICE}-version`;
  await new SSMClient(clientOf(lab.cloud)).send(
    new PutParameterCommand({ Name, Value: image, Type: 'SecureString', Overwrite: true }),
  );
  return StackName;
}

it("hands a service over that the article's pipeline runs, and the next rollout replaces it", async () => {
  const first = lab.build('the last one of the pipeline');
  const stack = await byThePipeline(first);
  const second = lab.build('the first one of Serin');

  const early = lab.start(second);
  expect(await early.exitCode).toBe(5);
  expect(early.printed()).toContain(`stack ${stack} was not made by a rollout of ${ENVIRONMENT}/${SERVICE}`);

  const unasked = lab.serin('adopt', '-f', second.file);
  expect(await unasked.exitCode).toBe(2);
  expect(unasked.printed()).toContain('nobody can be asked here: add --yes');

  const adopted = lab.serin('adopt', '-f', second.file, '--yes');
  expect(await adopted.exitCode).toBe(0);
  expect(adopted.printed()).toContain(
    [
      `stack ${stack} runs version ${first.sha}; to hand it over, these tags:`,
      `  serin:environment=${ENVIRONMENT}`,
      `  serin:service=${SERVICE}`,
      `  serin:version=${first.sha}`,
      `stack ${stack} is handed over`,
    ].join('\n'),
  );

  // A rollout that nobody calls proves nothing.
  lab.callService();
  const rollout = lab.start(second);
  expect({ exitCode: await rollout.exitCode, printed: rollout.printed() }).toMatchObject({ exitCode: 0 });
  const client = new CloudFormationClient(clientOf(lab.cloud));
  await expect(client.send(new DescribeStacksCommand({ StackName: stack }))).rejects.toThrow(
    /does not exist/,
  );
  expect(await lab.versionsWithStack()).toEqual([second.sha]);
});
