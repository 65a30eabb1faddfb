import { z } from 'zod';

const schema = z.object({
  SERIN_TASK_QUEUE: z.string().min(1).default('serin'),
  /** Rollouts that are kept in memory; one that is not is replayed at its next event, which costs CPU. */
  SERIN_MAX_CACHED_ROLLOUTS: z.coerce.number().int().positive().default(1000),
  /** Where Prometheus may scrape the worker, such as 0.0.0.0:9464; nowhere if left out. */
  SERIN_METRICS_ADDRESS: z
    .string()
    .regex(/^.+:\d+$/, 'must be an address with a port, such as 0.0.0.0:9464')
    .optional(),
  /** Where a health check may ask whether the worker serves, such as 0.0.0.0:8080; nowhere if left out. */
  SERIN_HEALTH_ADDRESS: z
    .string()
    .regex(/^.+:\d+$/, 'must be an address with a port, such as 0.0.0.0:8080')
    .optional(),
});

export interface WorkerConfig {
  readonly taskQueue: string;
  readonly maxCachedRollouts: number;
  readonly metricsAddress: string | undefined;
  readonly healthAddress: string | undefined;
}

/** Parses the environment once; Temporal's and AWS's own variables are read by their own libraries. */
export function readWorkerConfig(env: NodeJS.ProcessEnv): WorkerConfig {
  const parsed = schema.parse(env);
  return {
    taskQueue: parsed.SERIN_TASK_QUEUE,
    maxCachedRollouts: parsed.SERIN_MAX_CACHED_ROLLOUTS,
    metricsAddress: parsed.SERIN_METRICS_ADDRESS,
    healthAddress: parsed.SERIN_HEALTH_ADDRESS,
  };
}
