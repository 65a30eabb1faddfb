import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller } from '../../test/e2e/protocols/caller.ts';

/** Calls that have ended; of those that failed, how. */
export interface Calls {
  readonly ended: number;
  readonly failures: readonly string[];
}

/** Calls a service at a steady rate however long answers take, until it is told to stop, and answers what became of all. */
export function callAtRate(caller: Caller, perSecond: number): () => Promise<Calls> {
  const failures: string[] = [];
  const under = new Set<Promise<void>>();
  const began = performance.now();
  let [started, ended, stopped] = [0, 0, false];
  const call = async () => {
    try {
      if ((await caller.ask()).failed) failures.push('no good answer');
    } catch (error) {
      failures.push((error as Error).message);
    }
    ended += 1;
  };
  const calling = (async () => {
    while (!stopped) {
      for (; started < ((performance.now() - began) / 1000) * perSecond; started++) {
        const one = call().finally(() => under.delete(one));
        under.add(one);
      }
      await sleep(500 / perSecond);
    }
  })();
  return async () => {
    stopped = true;
    await calling;
    await Promise.all(under);
    caller.close();
    return { ended, failures };
  };
}
