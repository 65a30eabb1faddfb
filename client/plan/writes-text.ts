import { WRITES_FORWARD, WRITES_OF_ACCOUNT } from '../../activities/load-balancing/budget.ts';
import { durationText } from '../render/duration.ts';
import type { Stage } from './forecast.ts';

/** Tells how many such rollouts at once can keep their times, by what AWS lets an account change of its load balancers. */
export function writesText(stages: readonly Stage[]): string[] {
  const needs = stages.flatMap(({ what, calls, afterSeconds }, i) => {
    const writes = calls.filter(({ service }) => service === 'elasticloadbalancing').length;
    const seconds = (stages[i + 1]?.afterSeconds ?? afterSeconds) - afterSeconds;
    return writes === 0 || afterSeconds < 0 || seconds <= 0
      ? []
      : [{ what, writes, seconds, atOnce: Math.floor((WRITES_FORWARD * seconds) / writes) }];
  });
  const [tightest] = needs.toSorted((a, b) => a.atOnce - b.atOnce);
  if (tightest === undefined) return [];
  const { what, writes, seconds, atOnce } = tightest;
  const allowed = `AWS lets an account make ${WRITES_OF_ACCOUNT} changes a second to its load balancers in a Region, of which rollouts take ${WRITES_FORWARD}`;
  if (atOnce === 0)
    return [
      `warning: ${what} takes ${writes} changes and lasts ${durationText(seconds)}, so later weights come late: ${allowed}`,
    ];
  return [
    `up to ${atOnce} such ${atOnce === 1 ? 'rollout keeps' : 'rollouts at once keep'} these times: ${allowed}`,
  ];
}
