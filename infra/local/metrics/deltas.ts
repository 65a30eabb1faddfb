import { seriesOf, type Sample } from './sample.ts';

/** What one Envoy counted, by series, when it was last read. */
export type Reading = ReadonlyMap<string, Sample>;

/**
 * What was counted between two readings of one Envoy. A series that is new counts from 0, as does one that has become
 * smaller: its Envoy has started anew. Without an earlier reading nothing is known to be new.
 */
export function deltas(previous: Reading | undefined, current: Reading): Sample[] {
  return [...current.values()].map((sample) => {
    const before = previous === undefined ? sample.value : (previous.get(seriesOf(sample))?.value ?? 0);
    return { ...sample, value: sample.value < before ? sample.value : sample.value - before };
  });
}
