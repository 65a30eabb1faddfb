import type { AskedToClear } from '../../activities/clear-away.ts';
import type { RecordedVersion } from '../../activities/record-serving.ts';
import type { Finish } from '../driver.ts';
import { clearing } from '../proxies.ts';
import { allTo } from '../rollout/traffic-split.ts';
import { askedToRecord } from '../record-serving.ts';
import { clearAtOnce } from './clear-at-once.ts';
import type { Weighted } from './weighted.ts';

/** Records that the canary serves and removes the old version, in one activity; where something scales one of them, nothing is done. */
export async function finishAtOnce(weighted: Weighted, until: number): Promise<Finish | undefined> {
  const { plan, provisioner, progress, memory } = weighted;
  const { stable, home, held, made, left } = memory;
  if (stable === undefined || home !== undefined || held.size > 0) return undefined;
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
  const fates = await clearAtOnce(weighted, allTo(plan.version.id), versions, until, 'ends', commit);
  if (fates !== undefined) return { kind: 'finished', record: recorded?.record };
  if (isBegun) return { kind: 'removalBegun', record: recorded?.record };
  return recorded?.record && { kind: 'recorded', record: recorded.record };
}
