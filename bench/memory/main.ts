import { parseArgs } from 'node:util';
import { tell } from '../ratio.ts';
import { onHeap } from './on-heap.ts';

/**
 * What a rollout takes of a worker's heap: while it is under way, and after its end. The second is the slope over the later half of many short
 * rollouts, since the first ones also compile what they run.
 */
const { values } = parseArgs({
  options: {
    cached: { type: 'string', default: '100' },
    waves: { type: 'string', default: '8' },
    wave: { type: 'string', default: '25' },
  },
});
const [CACHED, WAVES, WAVE] = [values.cached, values.waves, values.wave].map(Number) as [
  number,
  number,
  number,
];

/** Enough that later ones compile little. */
const WARM = 20;
const LONG = { judge: { kind: 'evidence' }, steps: [{ weight: 10, bakeSeconds: 3600 }] };
const SHORT = { steps: [{ weight: 50, bakeSeconds: 1 }], finalBakeSeconds: 1 };

await onHeap(async ({ start, baking, ended, heapBytes }) => {
  await start(WARM, LONG);
  await baking();
  const before = await heapBytes();
  await start(CACHED, LONG);
  await baking();
  const cachedKb = ((await heapBytes()) - before) / CACHED / 1000;
  await ended('abort');

  const heaps: number[] = [];
  for (let wave = 0; wave < WAVES; wave++) {
    await start(WAVE, SHORT);
    await ended();
    heaps.push(await heapBytes());
    console.log(`after ${(wave + 1) * WAVE} short rollouts: ${(heaps.at(-1)! / 1e6).toFixed(1)} MB of heap`);
  }
  const half = heaps.slice(Math.floor(WAVES / 2));
  const leftKb = (half.at(-1)! - half[0]!) / (WAVE * (half.length - 1)) / 1000;
  tell({
    ratios: [
      { what: 'heap of a rollout that bakes', value: cachedKb, unit: 'KB', atMost: 200 },
      { what: 'heap left by a rollout that has ended', value: leftKb, unit: 'KB', atMost: 5 },
    ],
    summary: `a rollout under way takes ${cachedKb.toFixed(0)} KB of a worker's heap, and leaves ${leftKb.toFixed(1)} KB`,
  });
});
process.exit();
