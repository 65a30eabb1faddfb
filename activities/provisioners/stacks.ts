import {
  type CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  paginateListStackResources,
  type Stack,
  type StackResourceSummary,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import type { Owner, Ownership } from '../../workflows/rollout/owner.ts';
import { notOwned, provedByTags, type TagMap } from '../ownership.ts';

/** A stack by its name, or by its id also when it is deleted; nothing where there is none. */
export async function describeStack(
  cloudFormation: CloudFormationClient,
  nameOrId: string,
): Promise<Stack | undefined> {
  try {
    return (await cloudFormation.send(new DescribeStacksCommand({ StackName: nameOrId }))).Stacks?.[0];
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** All resources of a stack; DescribeStackResources would show the first hundred. */
export async function resourcesOf(
  client: CloudFormationClient,
  StackName: string,
): Promise<StackResourceSummary[]> {
  const found: StackResourceSummary[] = [];
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName }))
    found.push(...StackResourceSummaries);
  return found;
}

/** Deletes the stack of an id, and no later one of its name. */
export const deleteStack = (cloudFormation: CloudFormationClient, id: string) =>
  cloudFormation.send(new DeleteStackCommand({ StackName: id }));

/** Asks for more tags of a stack, which CloudFormation hands on to its resources; all else stays as it is. */
export async function tagStack(
  cloudFormation: CloudFormationClient,
  { StackId, Parameters = [], Capabilities, Tags = [] }: Stack,
  more: Readonly<Record<string, string>>,
): Promise<void> {
  const tags = new Map(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
  for (const [key, value] of Object.entries(more)) tags.set(key, value);
  await cloudFormation.send(
    new UpdateStackCommand({
      StackName: StackId,
      UsePreviousTemplate: true,
      Parameters: Parameters.map(({ ParameterKey }) => ({ ParameterKey, UsePreviousValue: true })),
      Capabilities,
      Tags: [...tags].map(([Key, Value]) => ({ Key, Value })),
    }),
  );
}

/** CloudFormation has no error of its own for a stack that does not exist. */
export const isGone = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message);

/** Whose a stack is, by the id that a rollout recorded, or by its tags. */
export function stackOwnership(
  stack: Stack | undefined,
  owner: Owner,
  version: string,
  made: string | undefined,
): Ownership {
  if (stack === undefined || stack.StackStatus === 'DELETE_COMPLETE') return { kind: 'absent' };
  const { StackId: id = '', StackName: name = '' } = stack;
  const tags = tagsOfStack(stack);
  if (id === made || provedByTags(tags, owner, version)) return { kind: 'owned', id };
  const what = `stack ${name}`;
  return { kind: 'foreign', what, reason: notOwned(what, tags, owner, version) };
}

const tagsOfStack = ({ Tags = [] }: Stack): TagMap =>
  new Map(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
