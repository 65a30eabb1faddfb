import { z } from 'zod';

const schema = z.object({
  SERIN_TASK_QUEUE: z.string().min(1).default('serin'),
  /** Rollouts that are kept in memory; one that is not is replayed at its next event, which costs CPU. */
  SERIN_MAX_CACHED_ROLLOUTS: z.coerce.number().int().positive().default(1000),
});

export interface WorkerConfig {
  readonly taskQueue: string;
  readonly maxCachedRollouts: number;
}

/** Parses the environment once; Temporal's and AWS's own variables are read by their own libraries. */
export function readWorkerConfig(env: NodeJS.ProcessEnv): WorkerConfig {
  const parsed = schema.parse(env);
  return { taskQueue: parsed.SERIN_TASK_QUEUE, maxCachedRollouts: parsed.SERIN_MAX_CACHED_ROLLOUTS };
}
