import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves with the first truthy answer; the test's own time limit is the only one. */
export async function eventually<T>(question: () => T | Promise<T>): Promise<NonNullable<T>> {
  for (;;) {
    const answer = await question();
    if (answer) return answer;
    await sleep(20);
  }
}
