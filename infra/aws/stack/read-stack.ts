import { type CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';

/** The stack of a name or id; undefined where there is none, or where it has been deleted. */
export async function readStack(client: CloudFormationClient, StackName: string): Promise<Stack | undefined> {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    return Stacks.find(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE');
  } catch (error) {
    // CloudFormation has no error of its own for this.
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}

/** All stacks of the Region that are there. */
export async function listStacks(client: CloudFormationClient): Promise<Stack[]> {
  const found: Stack[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new DescribeStacksCommand({ NextToken }));
    found.push(...(page.Stacks ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE');
}

/** A stack's output; throws where it has none of that name. */
export async function readOutput(
  client: CloudFormationClient,
  stackName: string,
  output: string,
): Promise<string> {
  const stack = await readStack(client, stackName);
  const value = stack?.Outputs?.find(({ OutputKey }) => OutputKey === output)?.OutputValue;
  if (value === undefined) throw new Error(`stack ${stackName} has no output ${output}`);
  return value;
}

/** The value of a stack's tag or parameter. */
export const tagOf = ({ Tags = [] }: Stack, key: string): string | undefined =>
  Tags.find(({ Key }) => Key === key)?.Value;
export const parameterOf = ({ Parameters = [] }: Stack, key: string): string | undefined =>
  Parameters.find(({ ParameterKey }) => ParameterKey === key)?.ParameterValue;
