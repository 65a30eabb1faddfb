import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Preflight } from '../activities/preflight.ts';
import type { AwsPlace } from './accounts.ts';
import { awsClients } from './adapters.ts';
import { iamAsker } from './live-world.ts';
import { startRehearsal } from './rehearsal.ts';

/**
 * AWS as the credentials of a place see it; the worker's own unless given.
 *
 * @param clients makes clients of that place
 */
export function awsPreflight(
  place: AwsPlace = {},
  clients = () => awsClients(place),
  iam = new IAMClient(place),
  sts = new STSClient(place),
): Preflight {
  let role: Promise<string | undefined> | undefined;
  return {
    rehearsal: () => startRehearsal(clients()),
    // What could not be asked is asked again for the next rollout.
    role: () =>
      (role ??= ownRole(iam, sts).catch(() => {
        role = undefined;
        return undefined;
      })),
    askIam: iamAsker(clients(), iam),
  };
}

/** The ARN of the role that the credentials are of. An identity does not say the role's path, so IAM is asked for the whole. */
export async function ownRole(iam: IAMClient, sts: STSClient): Promise<string | undefined> {
  const { Arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
  const [, RoleName] = /:assumed-role\/([^/]+)\//.exec(Arn) ?? [];
  return RoleName && (await iam.send(new GetRoleCommand({ RoleName }))).Role?.Arn;
}
