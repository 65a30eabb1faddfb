import type {
  CreateStackInput,
  CreateStackOutput,
  DeleteStackInput,
  DescribeStackResourcesInput,
  DescribeStackResourcesOutput,
  DescribeStacksInput,
  DescribeStacksOutput,
} from '@aws-sdk/client-cloudformation';
import { countOf, type RehearsedService, standIn, telling } from './rehearsed.ts';

/** Stacks as they would be: one that is created is complete at once and has no resources, one that is deleted is gone. */
export function rehearsedCloudFormation(): RehearsedService {
  const exists = new Map<string, boolean>();
  const standIns = {
    CreateStack: standIn<CreateStackInput, CreateStackOutput>(({ StackName = '' }) => {
      exists.set(StackName, true);
      return { StackId: StackName };
    }),
    DeleteStack: standIn<DeleteStackInput, object>(({ StackName = '' }) => {
      exists.set(StackName, false);
      return {};
    }),
    DescribeStacks: standIn<DescribeStacksInput, DescribeStacksOutput>(async ({ StackName = '' }, ask) => {
      const known = exists.get(StackName);
      if (known === undefined) return ask();
      if (!known)
        throw Object.assign(new Error(`Stack with id ${StackName} does not exist`), {
          name: 'ValidationError',
        });
      return { Stacks: [{ StackName, CreationTime: undefined, StackStatus: 'CREATE_COMPLETE' }] };
    }),
    DescribeStackResources: standIn<DescribeStackResourcesInput, DescribeStackResourcesOutput>(
      async ({ StackName = '' }, ask) => (exists.get(StackName) ? { StackResources: [] } : ask()),
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
