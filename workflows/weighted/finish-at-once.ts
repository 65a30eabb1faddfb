import type { AskedToClear } from '../../activities/clear-away.ts';
import type { RecordedVersion } from '../../activities/record-serving.ts';
import type { Finish } from '../driver.ts';
import { nowSeconds } from '../progress.ts';
import { clearing } from '../proxies.ts';
import { allTo } from '../rollout/traffic-split.ts';
import { askedToRecord } from '../record-serving.ts';
import { clearAtOnce } from './clear-at-once.ts';
import { drain } from './drain.ts';
import type { Weighted } from './weighted.ts';

/**
 * Records that the canary serves and removes the old version, in one activity, once that has been drained; where something scales one of them,
 * nothing is done.
 *
 * @param seconds how long it may take from then on
 */
export async function finishAtOnce(weighted: Weighted, seconds: number): Promise<Finish | undefined> {
  const { plan, provisioner, progress, memory } = weighted;
  const { stable, home, held, made, left } = memory;
  if (stable === undefined || home !== undefined || held.size > 0) return undefined;
  await drain(weighted, [stable]);
  const until = nowSeconds() + seconds;
  const record = askedToRecord(plan, progress.status, { provisioner, made: Object.fromEntries(made) });
  let recorded: RecordedVersion | undefined;
  let isBegun = true;
  const commit = async (clear: AskedToClear) => {
    const committing = await clearing(until).commitVersion({ record, clear });
    ({ recorded } = committing);
    isBegun = committing.cleared !== undefined;
    return committing.cleared;
  };
  const versions = [stable, ...left];
  const finish = () => clearAtOnce(weighted, allTo(plan.version.id), versions, until, 'ends', commit);
  const fates = await progress.briefly(finish);
  if (fates !== undefined) return { kind: 'finished', record: recorded?.record };
  if (isBegun) return { kind: 'removalBegun', record: recorded?.record };
  return recorded?.record && { kind: 'recorded', record: recorded.record };
}
