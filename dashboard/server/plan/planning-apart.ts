import { once } from 'node:events';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Trouble } from '../../../client/trouble.ts';
import type { PlanAsked, PlanModel } from '../../model/plan.ts';
import type { Viewer } from '../../model/viewer.ts';

/** Answers what a rollout of a file would find and do, as far as somebody may have it looked up. @throws Trouble `badInput`, `timeout` */
export type Planning = (asked: PlanAsked, viewer: Viewer) => Promise<PlanModel>;

/** Looks at AWS, and forty rollouts of each of four versions. */
const LIMITS = { seconds: 60, megabytes: 512 } as const;

const PROGRAM = join(import.meta.dirname, `planning-thread${extname(import.meta.filename)}`);

/**
 * Plans in a thread beside the one that answers pages, one file after another; one that takes too long is ended.
 *
 * @param env how AWS and Temporal are reached
 */
export function planningApart(env: NodeJS.ProcessEnv): Planning {
  let before: Promise<unknown> = Promise.resolve();
  return (...order) => {
    const planned = before.then(() => plan(order, env));
    before = planned.catch(() => undefined);
    return planned;
  };
}

async function plan(order: Parameters<Planning>, env: NodeJS.ProcessEnv): Promise<PlanModel> {
  const thread = new Worker(PROGRAM, {
    env,
    resourceLimits: { maxOldGenerationSizeMb: LIMITS.megabytes },
  });
  thread.unref();
  thread.postMessage(order);
  try {
    const signal = AbortSignal.timeout(LIMITS.seconds * 1000);
    const [{ model, error }] = (await once(thread, 'message', { signal })) as [Answer];
    if (model) return model;
    throw new Error(error);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ABORT_ERR' || code === 'ERR_WORKER_OUT_OF_MEMORY')
      throw new Trouble(
        'timeout',
        `the file takes more than ${LIMITS.seconds} s or ${LIMITS.megabytes} MB to plan`,
      );
    throw new Error('a plan could not be made', { cause: error });
  } finally {
    await thread.terminate();
  }
}

interface Answer {
  readonly model?: PlanModel;
  readonly error?: string;
}
