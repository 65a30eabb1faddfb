import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import type { ListenerAddress } from '../../local/balancer/balancer.ts';
import type { Cloud } from '../../local/up/cloud.ts';
import { clientOf } from '../aws-client.ts';

const TEMPLATE = join(import.meta.dirname, '../../samples/cart/service.yaml');
const StackName = 'cart';
const createSeconds = 180;

/** Makes the ECS service and its load balancer, and waits for them; rejects when they do not come to be. */
export async function createCart(cloud: Cloud, image: string, version: string): Promise<void> {
  const client = new CloudFormationClient(clientOf(cloud));
  const parameters = { EnvironmentName: cloud.endpoints.environment, Image: image, Version: version };
  await client.send(
    new CreateStackCommand({
      StackName,
      TemplateBody: readFileSync(TEMPLATE, 'utf8'),
      Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
    }),
  );
  const wait = { client, maxWaitTime: createSeconds, minDelay: 0.5, maxDelay: 1 };
  await waitUntilStackCreateComplete(wait, { StackName });
}

/** ARN of the rule that forwards to the service's target groups. */
export const cartRule = (cloud: Cloud): Promise<string> => outputOf(cloud, 'Rule');

/** Where the service's load balancer listens on this machine. */
export async function cartUrl(cloud: Cloud): Promise<string> {
  const listener = await outputOf(cloud, 'Listener');
  const response = await fetch(`${cloud.endpoints.balancerAdmin}/listeners`);
  const listeners = (await response.json()) as ListenerAddress[];
  const found = listeners.find(({ listenerArn }) => listenerArn === listener);
  if (found === undefined) throw new Error('the load balancer does not listen');
  return found.url;
}

async function outputOf(cloud: Cloud, key: 'Rule' | 'Listener'): Promise<string> {
  const client = new CloudFormationClient(clientOf(cloud));
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
  const output = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue;
  if (output === undefined) throw new Error(`stack ${StackName} has no output ${key}`);
  return output;
}
