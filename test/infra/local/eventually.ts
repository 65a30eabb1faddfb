import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves with the first truthy answer; the test's own time limit is the only one. */
export async function eventually<T>(
  question: () => T | Promise<T>,
  pollMillis = 20,
): Promise<Exclude<T, false | null | undefined>> {
  for (;;) {
    const answer = await question();
    if (answer) return answer as Exclude<T, false | null | undefined>;
    await sleep(pollMillis);
  }
}
