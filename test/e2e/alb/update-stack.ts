import {
  CloudFormationClient,
  DescribeStacksCommand,
  UpdateStackCommand,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import { clientOf } from '../../../infra/demo/aws-client.ts';
import type { Cloud } from '../../../infra/local/up/cloud.ts';

/** Updates a stack as a pipeline does, by the same template and with other values for some parameters; rejects when that fails. */
export async function updateStack(
  cloud: Cloud,
  StackName: string,
  values: Readonly<Record<string, string>>,
): Promise<void> {
  const client = new CloudFormationClient(clientOf(cloud));
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
  const Parameters = (Stacks?.[0]?.Parameters ?? []).map(({ ParameterKey = '' }) =>
    ParameterKey in values
      ? { ParameterKey, ParameterValue: values[ParameterKey] }
      : { ParameterKey, UsePreviousValue: true },
  );
  const Capabilities = ['CAPABILITY_IAM' as const];
  await client.send(
    new UpdateStackCommand({ StackName, UsePreviousTemplate: true, Parameters, Capabilities }),
  );
  const wait = { client, maxWaitTime: 120, minDelay: 0.5, maxDelay: 1 };
  await waitUntilStackUpdateComplete(wait, { StackName });
}
