import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';

/** What stacks are worked on with, and where progress is told. */
export interface StackTools {
  readonly cloudFormation: CloudFormationClient;
  readonly print: (line: string) => void;
}
