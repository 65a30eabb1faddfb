import { copyFileSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppMeshClient, CreateRouteCommand } from '@aws-sdk/client-app-mesh';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { clientOf } from '../../../infra/demo/aws-client.ts';
import type { Version } from '../article.ts';
import { SERVICE, type Lab } from '../lab.ts';
import { openTerminal } from '../terminal.ts';
import { commandsOf } from '../walk-throughs/walk-through.ts';

const ENVIRONMENT = 'ecs-blogpost';

/** A version as the article's own pipeline leaves it: its stack, all traffic to its node, and its record. */
async function byThePipeline(lab: Lab, { sha, image, file }: Version): Promise<string> {
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

const [adoptLine = '', startLine = ''] =
  commandsOf(join(import.meta.dirname, '../../../docs/ownership.md')).get(
    "From the article's pipeline to Serin",
  ) ?? [];

/** Types a line at a terminal in a folder, and answers what is asked there. */
async function atTerminal(lab: Lab, line: string, cwd: string, keys?: string) {
  const terminal = openTerminal(line, { cwd, env: { ...process.env, ...lab.cloud.env } });
  if (keys !== undefined) {
    await lab.until(async () => terminal.printed().includes('[y/N]'));
    terminal.type(keys);
  }
  const exitCode = await terminal.exitCode;
  return { exitCode, printed: terminal.printed().replaceAll('\r\n', '\n') };
}

/**
 * How a service comes from the article's pipeline to Serin, in a cloud in which it was never rolled out.
 *
 * @param passOn told of the version that serves at the end
 */
export function adoption(the: () => Lab, passOn: (serving: Version) => void): void {
  it("hands a service over that the article's pipeline runs, and the next rollout replaces it, as its document says", async () => {
    const lab = the();
    const first = lab.build('the last one of the pipeline');
    const stack = await byThePipeline(lab, first);
    const second = lab.build('the first one of Serin');
    const folder = dirname(first.file);

    const early = lab.start(second);
    expect(await early.exitCode).toBe(5);
    expect(early.printed()).toContain(
      `stack ${stack} was not made by a rollout of ${ENVIRONMENT}/${SERVICE}`,
    );

    const unasked = lab.serin('adopt', '-f', first.file);
    expect(await unasked.exitCode).toBe(2);
    expect(unasked.printed()).toContain('nobody can be asked here: add --yes');

    for (const no of ['n\r', '\r', '\x03', '\x04']) {
      const { exitCode, printed } = await atTerminal(lab, adoptLine, folder, no);
      expect({ no, exitCode }).toEqual({ no, exitCode: 5 });
      expect(printed).toMatch(/nothing has been tagged\n$/);
    }

    const adopted = await atTerminal(lab, adoptLine, folder, 'y\r');
    expect(adopted).toMatchObject({ exitCode: 0 });
    expect(adopted.printed).toContain(
      [
        `stack ${stack} runs version ${first.sha}; to hand it over, these tags:`,
        `  serin:environment=${ENVIRONMENT}`,
        `  serin:service=${SERVICE}`,
        `  serin:version=${first.sha}`,
      ].join('\n'),
    );
    expect(adopted.printed).toContain(`stack ${stack} is handed over`);
    expect(await atTerminal(lab, adoptLine, folder)).toMatchObject({
      exitCode: 0,
      printed: `${first.sha} belongs to rollouts of the service already\nnothing is to be handed over\n`,
    });

    // A rollout that nobody calls proves nothing.
    lab.callService();
    copyFileSync(second.file, join(folder, 'deploy.json'));
    expect(await atTerminal(lab, startLine, folder)).toMatchObject({ exitCode: 0 });
    const client = new CloudFormationClient(clientOf(lab.cloud));
    await expect(client.send(new DescribeStacksCommand({ StackName: stack }))).rejects.toThrow(
      /does not exist/,
    );
    expect(await lab.versionsWithStack()).toEqual([second.sha]);
    passOn(second);
  });
}
