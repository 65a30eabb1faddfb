import { fail, fine, warn, type Check } from './check.ts';
import { quotaCheck } from './quota-check.ts';

/** Requests whose signature is further off are refused by AWS. */
const REFUSED_SECONDS = 300;
const NEAR_SECONDS = 30;

/** Who calls AWS, in which Region, how far this machine's clock is from AWS's, and how much of a quota is used. */
export async function awsChecks(): Promise<Check[]> {
  // AWS's clients take a moment to load.
  const { askCaller } = await import('../../worker/caller.ts');
  try {
    const { arn, account, region, times } = await askCaller();
    return [
      fine('aws', `${arn} in ${region}, account ${account}`),
      ...(times === undefined ? [] : [clockCheck(times.aws, times.here)]),
      await quotaCheck(),
    ];
  } catch (error) {
    const { name, message } = error as Error;
    const advice =
      'set AWS_PROFILE or AWS_ACCESS_KEY_ID, AWS_REGION, and AWS_ENDPOINT_URL where it is not AWS itself';
    return [fail('aws', `cannot be called (${message || name})`, advice)];
  }
}

/** How far a clock is from AWS's. */
export function clockCheck(aws: Date, here: Date): Check {
  const seconds = Math.round((here.getTime() - aws.getTime()) / 1000);
  const off = Math.abs(seconds);
  if (off <= 1) return fine('clock', "as AWS's");
  const message = `${off} s ${seconds > 0 ? 'ahead of' : 'behind'} AWS's`;
  const advice = 'synchronize it with NTP';
  if (off >= REFUSED_SECONDS) return fail('clock', `${message}, so AWS rejects requests signed here`, advice);
  return off >= NEAR_SECONDS ? warn('clock', message, advice) : fine('clock', message);
}
