import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import type { TrafficOptions } from '../../local/traffic/traffic.ts';
import type { Cloud } from '../../local/up/cloud.ts';
import { readListeners } from '../../local/up/listeners.ts';
import { clientOf } from '../aws-client.ts';

const TEMPLATE = join(import.meta.dirname, '../../samples/cart/service.yaml');
const CART = 'cart';
const createSeconds = 180;

/**
 * Makes the ECS service and its load balancer, and waits for them; rejects when they do not come to be. A name is that of its stack and
 * its path, too.
 *
 * @param changed what the sample's template is made of, as others have it
 */
export async function createCart(
  cloud: Cloud,
  image: string,
  version: string,
  name = CART,
  changed = (template: string) => template,
): Promise<void> {
  const client = new CloudFormationClient(clientOf(cloud));
  const parameters = {
    EnvironmentName: cloud.endpoints.environment,
    Image: image,
    Version: version,
    LoginSecret: 'secret',
  };
  await client.send(
    new CreateStackCommand({
      StackName: name,
      Capabilities: ['CAPABILITY_IAM'],
      TemplateBody: changed(readFileSync(TEMPLATE, 'utf8')).replace(/\bcart\b/g, name),
      Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
    }),
  );
  const wait = { client, maxWaitTime: createSeconds, minDelay: 0.5, maxDelay: 1 };
  await waitUntilStackCreateComplete(wait, { StackName: name });
}

/** The same service by somebody's code that knows nothing of Serin, but for its second target group. */
export const unknowing = (template: string): string =>
  template
    .replace(/ +# Whose versions may use the group[^]*?(?=  TargetGroupB:)/, '')
    .replace(/( +)# Hands the service over[^]*?(?=        - \{ Key: team)/, '$1Tags:\n');

/** ARN of the rule that forwards to the service's target groups. */
export const cartRule = (cloud: Cloud, name = CART): Promise<string> => outputOf(cloud, name, 'Rule');

/** Where the service's load balancer listens on this machine, and the certificate that it shows. */
export async function cartAddress(
  cloud: Cloud,
  name = CART,
): Promise<Pick<TrafficOptions, 'url' | 'certificate'>> {
  const listener = await outputOf(cloud, name, 'Listener');
  const listeners = await readListeners(cloud.endpoints);
  const found = listeners.find(({ listenerArn }) => listenerArn === listener);
  if (found === undefined) throw new Error('the load balancer does not listen');
  return { url: found.url, certificate: found.certificate };
}

async function outputOf(cloud: Cloud, StackName: string, key: 'Rule' | 'Listener'): Promise<string> {
  const client = new CloudFormationClient(clientOf(cloud));
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
  const output = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue;
  if (output === undefined) throw new Error(`stack ${StackName} has no output ${key}`);
  return output;
}
