import { setTimeout as sleep } from 'node:timers/promises';

const pollMillis = 30;

/** Asks until the answer is yes; the test's own time limit ends it otherwise. */
export async function until(question: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await question())) await sleep(pollMillis);
}
