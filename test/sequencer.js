import { basename } from 'node:path';
import TestSequencer from '@jest/test-sequencer';
import { drawSample } from './sample.ts';

const RUNS_A_CLOUD = /[\\/]test[\\/]e2e[\\/]/;
const TYPES_A_DOCUMENT = /[\\/]walk-throughs[\\/]/;

/** How many of them a sample has. */
const SAMPLED = 1;

/**
 * Suites with a cloud of their own take minutes, and wait about half of that. They begin one after another among the others, so
 * that the machine is busy all the time, and the last of them begins long before the end. Of those that type a whole document,
 * `SERIN_SAMPLE` draws one, as a seed: `make test` takes another one for each commit.
 */
export default class AmongTheOthers extends TestSequencer {
  sort(tests) {
    const sorted = sampled(super.sort(tests), process.env.SERIN_SAMPLE);
    const long = sorted.filter(({ path }) => RUNS_A_CLOUD.test(path));
    const others = sorted.filter(({ path }) => !RUNS_A_CLOUD.test(path));
    const gap = Math.floor((others.length * 2) / 3 / Math.max(1, long.length));
    const mixed = long.flatMap((suite, i) => [suite, ...others.slice(i * gap, (i + 1) * gap)]);
    return [...mixed, ...others.slice(long.length * gap)];
  }
}

function sampled(tests, seed) {
  if (!seed) return tests;
  const walks = tests.filter(({ path }) => TYPES_A_DOCUMENT.test(path)).map(({ path }) => path);
  const names = new Map(walks.map((path) => [path, basename(path, '.test.ts')]));
  const drawn = drawSample([...names.values()], SAMPLED, seed);
  const isLeft = ({ path }) => names.has(path) && !drawn.has(names.get(path));
  const left = tests.filter(isLeft).map(({ path }) => names.get(path));
  if (left.length > 0) console.log(`Left to "make test-all", by SERIN_SAMPLE=${seed}: ${left.join(', ')}`);
  return tests.filter((test) => !isLeft(test));
}
