import { CloudFormationClient, type CloudFormationClientConfig } from '@aws-sdk/client-cloudformation';
import { stacksOfAccount, type Usage } from '../activities/usage/account.ts';

/** Asks AWS how many stacks the account has in this Region, and may have. */
export async function askStacksUsed(config: CloudFormationClientConfig = {}): Promise<Usage> {
  const cloudFormation = new CloudFormationClient(config);
  try {
    return await stacksOfAccount(cloudFormation);
  } finally {
    cloudFormation.destroy();
  }
}
