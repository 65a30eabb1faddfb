import type {
  CreateStackInput,
  CreateStackOutput,
  DeleteStackInput,
  DescribeStacksInput,
  DescribeStacksOutput,
  ListStackResourcesInput,
  ListStackResourcesOutput,
  Stack,
} from '@aws-sdk/client-cloudformation';
import { countOf, type RehearsedService, standIn, telling } from './rehearsed.ts';

/** Stacks as they would be: one that is created is complete at once and has no resources, one that is deleted is gone. */
export function rehearsedCloudFormation(): RehearsedService {
  const stacks = new Map<string, Stack | undefined>();
  const standIns = {
    CreateStack: standIn<CreateStackInput, CreateStackOutput>(({ StackName = '', Tags }) => {
      stacks.set(StackName, {
        StackName,
        StackId: StackName,
        CreationTime: undefined,
        StackStatus: 'CREATE_COMPLETE',
        Tags,
      });
      return { StackId: StackName };
    }),
    DeleteStack: standIn<DeleteStackInput, object>(({ StackName = '' }) => {
      // It is told by its id, where it is known.
      stacks.set(StackName.split('/')[1] ?? StackName, undefined);
      stacks.set(StackName, undefined);
      return {};
    }),
    DescribeStacks: standIn<DescribeStacksInput, DescribeStacksOutput>(async ({ StackName = '' }, ask) => {
      if (!stacks.has(StackName)) return ask();
      const known = stacks.get(StackName);
      if (known === undefined)
        throw Object.assign(new Error(`Stack with id ${StackName} does not exist`), {
          name: 'ValidationError',
        });
      return { Stacks: [known] };
    }),
    ListStackResources: standIn<ListStackResourcesInput, ListStackResourcesOutput>(
      async ({ StackName = '' }, ask) => (stacks.get(StackName) ? { StackResourceSummaries: [] } : ask()),
    ),
  };
  return {
    name: 'cloudformation',
    standIns,
    tells: {
      CreateStack: telling<CreateStackInput>(({ StackName, Capabilities, Parameters = [] }) => ({
        StackName,
        Capabilities,
        parameters: Parameters.map(({ ParameterKey }) => ParameterKey),
      })),
    },
    quotas: (calls) => [
      {
        what: 'CloudFormation stacks of the Region, in addition',
        takes: countOf(calls, 'CreateStack'),
        limit: 2000,
      },
    ],
  };
}
