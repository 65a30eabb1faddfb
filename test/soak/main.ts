import { parseArgs } from 'node:util';
import { tell } from '../../bench/ratio.ts';
import { slopeKbPerMinute } from './slope.ts';
import { soak } from './soak.ts';

/** A soak; with the settings that it has unless given it takes an hour. */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '3600' },
    rollouts: { type: 'string', default: '500' },
    workers: { type: 'string', default: '4' },
    'bake-seconds': { type: 'string', default: '120' },
  },
});
const [seed, seconds, lanes, workers, bakeSeconds] = [
  values.seed,
  values.seconds,
  values.rollouts,
  values.workers,
  values['bake-seconds'],
].map(Number) as [number, number, number, number, number];

const { ends, blows, wrongs, memory } = await soak(seed, { seconds, lanes, workers }, bakeSeconds);
for (const wrong of wrongs) console.error(wrong);
const reasons = new Map<string, number>();
for (const { version, promoted, reason } of ends)
  if (!promoted && !version.endsWith('-bad')) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
for (const [reason, count] of reasons) console.log(`${count} healthy ones were not promoted: ${reason}`);
const badPromoted = ends.filter(({ version, promoted }) => promoted && version.endsWith('-bad')).length;
const grownPercent =
  (100 * slopeKbPerMinute(memory) * 1000 * (seconds / 120)) / Math.max(1, memory[0]?.bytes ?? NaN);
tell({
  ratios: [
    { what: 'lost or left over', value: wrongs.length, unit: 'services', atMost: 0 },
    { what: 'bad versions promoted', value: badPromoted, unit: 'rollouts', atMost: 0 },
    { what: "growth of a worker's memory over the second half", value: grownPercent, unit: '%', atMost: 5 },
  ],
  summary: `seed ${seed}: ${ends.length} rollouts ended, ${lanes} in flight on ${workers} workers, ${blows} blows, ${wrongs.length} wrongs`,
});
process.exit();
