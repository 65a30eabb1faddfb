import type { Act } from '../../activities/made-calls.ts';

/** Something that a rollout has changed in AWS, or failed to. */
export interface CallLine {
  /** ISO time. */
  readonly at: string;
  /** Such as "elasticloadbalancing ModifyRule"; the activity's name where no attempt got as far as AWS's answer. */
  readonly name: string;
  readonly told: string;
  /** Which activity made it, and its attempts where there were more than one. */
  readonly by: string;
  readonly failure: string | undefined;
}

/** The newest first. */
export const callLines = (acts: readonly Act[]): CallLine[] =>
  acts
    .flatMap(({ activity, at, attempts, calls, failure }): CallLine[] => {
      const by = attempts > 1 ? `${activity}, attempt ${attempts}` : activity;
      const failed = failure === undefined ? [] : [{ at, name: activity, told: '', by, failure }];
      return [
        ...failed,
        ...calls.map((call) => ({
          at: call.at,
          name: `${call.service} ${call.action}`,
          told: Object.entries(call.told)
            .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
            .join(', '),
          by,
          failure: call.error,
        })),
      ];
    })
    .toSorted((a, b) => b.at.localeCompare(a.at));
