import { readFileSync } from 'node:fs';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { clientOf } from '../../infra/demo/aws-client.ts';
import type { Cloud } from '../../infra/local/up/cloud.ts';
import type { Version } from '../../test/e2e/article.ts';
import { patiently } from '../../test/e2e/patiently.ts';

/** Has a version run beside stable without any traffic, as whoever shifts it finds it. */
export async function runBesideStable(cloud: Cloud, { sha, file }: Version): Promise<void> {
  const cloudFormation = new CloudFormationClient(clientOf(cloud));
  const deployment = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string | number>;
  const { EnvironmentName, MicroserviceName } = deployment;
  const StackName = `${EnvironmentName}-${MicroserviceName}-${sha}`;
  const names = [
    'EnvironmentName',
    'MicroserviceName',
    'Namespace',
    'Sha',
    'ContainerImage',
    'Port',
    'Protocol',
  ];
  await cloudFormation.send(
    new CreateStackCommand({
      StackName,
      TemplateBody: Buffer.from(`${deployment['CanaryTemplate']}`, 'base64').toString(),
      Parameters: names.map((name) => ({ ParameterKey: name, ParameterValue: `${deployment[name]}` })),
    }),
  );
  await patiently(async () => {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
    return Stacks?.[0]?.StackStatus === 'CREATE_COMPLETE';
  });
}
