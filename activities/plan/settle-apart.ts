import { once } from 'node:events';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { refused } from './problem.ts';
import type { Settle } from './settle.ts';
import { shapeProblem } from './shape.ts';

/** No file takes a hundredth of the time, unless the machine stands still. */
const LIMITS = { seconds: 5, megabytes: 128 } as const;

type Settlement = Awaited<ReturnType<Settle>>;

const PROGRAM = join(import.meta.dirname, `settle-thread${extname(import.meta.filename)}`);

/**
 * Settles in a thread beside the one that the worker answers in, one file after another: a file that takes longer than there is time for,
 * or more memory, is refused, and its thread ended. A thread that has answered is kept for the next file.
 *
 * @param program what a thread runs: it says that it is ready, and then answers each file, by a message
 */
export function settlingApart(seconds: number = LIMITS.seconds, program = PROGRAM): Settle {
  let idle: Worker | undefined;
  let before: Promise<unknown> = Promise.resolve();

  const settle: Settle = async (input) => {
    const thread = idle ?? (await started(program));
    idle = undefined;
    const answer = await answerOf(thread, input, seconds);
    if (answer !== undefined) idle = thread;
    const message = `takes more than ${seconds} s or ${LIMITS.megabytes} MB to check`;
    return answer ?? refused({ path: '(file)', message });
  };

  return (input) => {
    // It takes time to hand a file over, too, by its size.
    const unfit = shapeProblem(input);
    if (unfit) return refused(unfit);
    const settled = before.then(() => settle(input));
    before = settled.catch(() => undefined);
    return settled;
  };
}

/** Knows none of the worker's settings, and does not keep it from ending. */
async function started(program: string): Promise<Worker> {
  const resourceLimits = { maxOldGenerationSizeMb: LIMITS.megabytes };
  const thread = new Worker(program, { env: {}, resourceLimits });
  thread.unref();
  await once(thread, 'message');
  return thread;
}

/** What a thread makes of a file. It is ended where that takes too long, and nothing answered. */
async function answerOf(thread: Worker, input: unknown, seconds: number): Promise<Settlement | undefined> {
  thread.postMessage(input);
  try {
    const answers = await once(thread, 'message', { signal: AbortSignal.timeout(seconds * 1000) });
    return answers[0] as Settlement;
  } catch (error) {
    await thread.terminate();
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ABORT_ERR' && code !== 'ERR_WORKER_OUT_OF_MEMORY') throw error;
    return undefined;
  }
}
