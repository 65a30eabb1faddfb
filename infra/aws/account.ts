import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { Refusal } from './refusal.ts';
import type { Settings } from './settings.ts';

/** The account that the present credentials are of. */
export async function readAccountId(region: string): Promise<string> {
  const { Account } = await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
  return Account!;
}

/** Refuses credentials of another account than the one that `set-env` saw. */
export async function requireSameAccount({ AWS_REGION, ACCOUNT_ID }: Settings): Promise<void> {
  const accountId = await readAccountId(AWS_REGION);
  if (accountId !== ACCOUNT_ID)
    throw new Refusal(
      `these credentials are of account ${accountId}, but make set-env was run with account ${ACCOUNT_ID}: use those, or run make set-env again`,
    );
}
