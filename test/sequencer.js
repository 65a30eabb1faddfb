import TestSequencer from '@jest/test-sequencer';

const RUNS_A_CLOUD = /[\\/]test[\\/]e2e[\\/]/;

/**
 * Suites with a cloud of their own take minutes, and wait about half of that. They begin one after another among the others, so
 * that the machine is busy all the time, and the last of them begins long before the end.
 */
export default class AmongTheOthers extends TestSequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const long = sorted.filter(({ path }) => RUNS_A_CLOUD.test(path));
    const others = sorted.filter(({ path }) => !RUNS_A_CLOUD.test(path));
    const gap = Math.floor((others.length * 2) / 3 / Math.max(1, long.length));
    const mixed = long.flatMap((suite, i) => [suite, ...others.slice(i * gap, (i + 1) * gap)]);
    return [...mixed, ...others.slice(long.length * gap)];
  }
}
