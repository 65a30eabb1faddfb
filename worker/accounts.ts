import { activityInfo } from '@temporalio/activity';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { ruleFor, type Account, type Policy } from '../activities/policy/policy.ts';
import { ownerOf } from '../workflows/messages.ts';
import { notificationOwner } from '../workflows/rollout/notifications.ts';

/** Where AWS clients work: the Region and credentials of an account; what is left out comes from the SDK's own chain. */
export interface AwsPlace {
  readonly region?: string;
  readonly credentials?: () => Promise<Credentials>;
}

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** Makes something for each account that a policy names, once, and finds that of a rollout by its workflow id. */
export function perAccount<T>(
  policy: Policy | undefined,
  make: (place: AwsPlace) => T,
  sts: STSClient = new STSClient(),
): (workflowId: string | undefined) => T {
  const own = make({});
  const made = new Map<string, T>();
  return (workflowId = '') => {
    const owner = ownerOf(workflowId) ?? notificationOwner(workflowId);
    const account = policy && owner && ruleFor(policy, owner)?.account;
    if (account === undefined) return own;
    const key = JSON.stringify(account);
    const known = made.get(key) ?? make(placeOf(account, sts));
    made.set(key, known);
    return known;
  };
}

/** Activities that are carried out in the account of the rollout that asks for them. */
export function inAccountOf<Activities extends object>(
  activitiesOf: (workflowId: string | undefined) => Activities,
): Activities {
  const carriedOut =
    (name: string) =>
    (...given: unknown[]) => {
      const activities = activitiesOf(activityInfo().workflowExecution?.workflowId);
      return (activities[name as keyof Activities] as (...given: unknown[]) => unknown)(...given);
    };
  const names = Object.keys(activitiesOf(undefined));
  return Object.fromEntries(names.map((name) => [name, carriedOut(name)])) as Activities;
}

const placeOf = ({ region, roleArn, externalId }: Account, sts: STSClient): AwsPlace => ({
  ...(region !== undefined && { region }),
  ...(roleArn !== undefined && { credentials: () => assumed(sts, roleArn, externalId) }),
});

/** The SDK keeps them until they expire. */
async function assumed(
  sts: STSClient,
  RoleArn: string,
  ExternalId: string | undefined,
): Promise<Credentials> {
  const { Credentials: given } = await sts.send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: 'serin-worker', ExternalId }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '', Expiration = new Date() } = given ?? {};
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
  };
}
