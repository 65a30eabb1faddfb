import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import type { ListenerAddress } from '../../../infra/local/balancer/balancer.ts';
import type { Cloud } from '../../../infra/local/up/cloud.ts';
import { eventually } from '../../infra/local/eventually.ts';

const TEMPLATE = join(import.meta.dirname, '../../../infra/samples/cart/service.yaml');

/** An ECS service behind a load balancer of its own. */
export interface AlbService {
  readonly name: string;
  /** ARN of the rule that forwards to its two target groups. */
  readonly rule: string;
  /** Where its load balancer listens. */
  readonly url: string;
}

/** Creates the service of the sample «cart» under a name, which is that of its stack and its path, too. */
export async function createService(
  cloud: Cloud,
  name: string,
  version: string,
  image: string,
): Promise<AlbService> {
  const { awsEndpointUrl: endpoint, region, environment } = cloud.endpoints;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new CloudFormationClient({ endpoint, region, credentials });
  const parameters = { EnvironmentName: environment, Image: image, Version: version };
  await client.send(
    new CreateStackCommand({
      StackName: name,
      TemplateBody: readFileSync(TEMPLATE, 'utf8').replace(/\bcart\b/g, name),
      Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
    }),
  );
  await waitUntilStackCreateComplete(
    { client, maxWaitTime: 180, minDelay: 0.5, maxDelay: 1 },
    { StackName: name },
  );
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }));
  const rule = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'Rule')?.OutputValue ?? '';
  return { name, rule, url: await urlOf(cloud, name) };
}

async function urlOf({ endpoints }: Cloud, stack: string): Promise<string> {
  const { url } = await eventually(async () => {
    const response = await fetch(`${endpoints.balancerAdmin}/listeners`);
    const listeners = (await response.json()) as ListenerAddress[];
    return listeners.find(({ loadBalancer }) => loadBalancer.startsWith(`${stack}-`));
  });
  return url;
}
