import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type Stack,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';

const firstPollMillis = 250;
const lastPollMillis = 4000;

/** Tells what happens to a stack, from now on. */
export interface StackProgress {
  /** Prints what came new, waits until the stack has come to rest, and answers with it and with the first failure. */
  settled(stackId: string): Promise<{ stack: Stack; failure: string | undefined }>;
}

/** Remembers what has happened to a stack so far, so that only news are told. */
export async function watchStack(
  client: CloudFormationClient,
  stackName: string | undefined,
  print: (line: string) => void,
): Promise<StackProgress> {
  const seen = new Set(stackName ? (await events(client, stackName)).map(({ EventId }) => EventId) : []);
  let failure: string | undefined;

  async function tellNews(stackId: string): Promise<void> {
    for (const event of await events(client, stackId)) {
      if (seen.has(event.EventId)) continue;
      seen.add(event.EventId);
      const line = lineOf(event);
      if (line !== undefined) print(line);
      if (event.ResourceStatus?.endsWith('_FAILED') && !isConsequence(event))
        failure ??= `${event.LogicalResourceId}: ${event.ResourceStatusReason ?? 'no reason given'}`;
    }
  }

  return {
    async settled(stackId) {
      for (let pollMillis = firstPollMillis; ; pollMillis = Math.min(pollMillis * 1.5, lastPollMillis)) {
        const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stackId }));
        await tellNews(stackId);
        const [stack] = Stacks;
        if (stack && !stack.StackStatus?.endsWith('_IN_PROGRESS')) return { stack, failure };
        await sleep(pollMillis);
      }
    },
  };
}

/** The latest events, the oldest of them first. */
async function events(client: CloudFormationClient, StackName: string): Promise<StackEvent[]> {
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }));
  return StackEvents.toReversed();
}

/** A resource that was given up because another one failed. */
const isConsequence = ({ ResourceStatusReason: reason = '' }: StackEvent): boolean =>
  /cancelled/i.test(reason);

function lineOf(event: StackEvent): string | undefined {
  const { LogicalResourceId, ResourceType, ResourceStatusReason: reason } = event;
  const status: string = event.ResourceStatus ?? '';
  if (status.endsWith('_IN_PROGRESS')) return undefined;
  const why = status.endsWith('_FAILED') && reason !== undefined ? `: ${reason}` : '';
  return `  ${status.padEnd(15)} ${ResourceType} ${LogicalResourceId}${why}`;
}
