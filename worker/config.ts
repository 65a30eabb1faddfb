import { z } from 'zod';
import type { WorkerVersion } from './versioning.ts';

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
  /** Which deployment of Temporal's the worker belongs to, and which build of it; unversioned if left out. */
  SERIN_DEPLOYMENT: z.string().min(1).default('serin'),
  SERIN_BUILD_ID: z.string().min(1).optional(),
});

export interface WorkerConfig {
  readonly taskQueue: string;
  readonly maxCachedRollouts: number;
  readonly metricsAddress: string | undefined;
  readonly healthAddress: string | undefined;
  readonly version: WorkerVersion | undefined;
}

/** Parses the environment once; Temporal's and AWS's own variables are read by their own libraries. */
export function readWorkerConfig(env: NodeJS.ProcessEnv): WorkerConfig {
  const parsed = schema.parse(env);
  return {
    taskQueue: parsed.SERIN_TASK_QUEUE,
    maxCachedRollouts: parsed.SERIN_MAX_CACHED_ROLLOUTS,
    metricsAddress: parsed.SERIN_METRICS_ADDRESS,
    healthAddress: parsed.SERIN_HEALTH_ADDRESS,
    version: parsed.SERIN_BUILD_ID
      ? { deploymentName: parsed.SERIN_DEPLOYMENT, buildId: parsed.SERIN_BUILD_ID }
      : undefined,
  };
}
