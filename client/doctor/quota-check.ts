import type { Usage } from '../../activities/usage/account.ts';
import { fail, fine, warn, type Check } from './check.ts';

/** How much of the account's CloudFormation stacks is used in this Region; a version that a template creates is one. */
export async function quotaCheck(): Promise<Check> {
  // AWS's clients take a moment to load.
  const { askStacksUsed } = await import('../../worker/stacks-used.ts');
  try {
    return usageCheck(await askStacksUsed());
  } catch (error) {
    const { name, message } = error as Error;
    return fine('quotas', `not known (${message.split('\n', 1)[0] || name})`);
  }
}

/** A quota is near when less than a tenth of it is left. */
export function usageCheck({ what, used, limit }: Usage): Check {
  const told = `${used} of ${limit} ${what}`;
  const advice = 'delete what is not needed, or ask AWS for a higher quota';
  if (used >= limit) return fail('quotas', told, advice);
  return used >= 0.9 * limit ? warn('quotas', told, advice) : fine('quotas', told);
}
