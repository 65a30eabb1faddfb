import { z } from 'zod';
import { LOG_LEVELS } from './logs.ts';
import type { WorkerVersion } from './versioning.ts';

const positive = z.coerce
  .number('must be a number')
  .int('must be a whole number')
  .positive('must be more than 0');
const address = (example: string) =>
  z
    .string()
    .regex(/^.+:\d+$/, `must be an address with a port, such as ${example}`)
    .optional();

const schema = z.object({
  SERIN_TASK_QUEUE: z.string().min(1).default('serin'),
  /** Bakes that are watched at once; what is more is left to other workers. */
  SERIN_MAX_WATCHES: positive.default(1000),
  /** Rollouts that are kept in memory, as many as bakes may be watched if left out; one that is not is replayed at its next event, which costs CPU. */
  SERIN_MAX_CACHED_ROLLOUTS: positive.optional(),
  /** Activities that all workers of the task queue begin in a second, at most; an AWS account and Region has a queue of its own. */
  SERIN_ACTIVITIES_PER_SECOND: positive.default(30),
  /** Where Prometheus may scrape the worker, such as 0.0.0.0:9464; nowhere if left out. */
  SERIN_METRICS_ADDRESS: address('0.0.0.0:9464'),
  /** What the worker's log has; each level has what those after it have. */
  SERIN_LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  /** Where a health check may ask whether the worker serves, such as 0.0.0.0:8080; nowhere if left out. */
  SERIN_HEALTH_ADDRESS: address('0.0.0.0:8080'),
  /** A file that says what the worker carries out, and for whom; everything, for everybody, if left out. */
  SERIN_POLICY_FILE: z.string().min(1).optional(),
  /** A folder in which ended rollouts are kept beyond Temporal's retention; nowhere if left out. */
  SERIN_ARCHIVE: z.string().min(1).optional(),
  /** Which deployment of Temporal's the worker belongs to, and which build of it; unversioned if left out. */
  SERIN_DEPLOYMENT: z.string().min(1).default('serin'),
  SERIN_BUILD_ID: z.string().min(1).optional(),
});

export interface WorkerConfig {
  readonly taskQueue: string;
  readonly maxWatches: number;
  readonly maxCachedRollouts: number;
  readonly activitiesPerSecond: number;
  readonly metricsAddress: string | undefined;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly healthAddress: string | undefined;
  readonly policyFile: string | undefined;
  readonly archive: string | undefined;
  readonly version: WorkerVersion | undefined;
}

/**
 * Parses the environment once; Temporal's and AWS's own variables are read by their own libraries.
 *
 * @throws `InvalidSettings` that names every variable that is wrong, and why
 */
export function readWorkerConfig(env: NodeJS.ProcessEnv): WorkerConfig {
  const { data: parsed, error } = schema.safeParse(env);
  if (error) {
    const problems = error.issues.map(
      ({ path: [name], message }) => `${String(name)} ${message}, not "${env[String(name)]}"`,
    );
    throw Object.assign(new Error(problems.join('\n')), { name: 'InvalidSettings' });
  }
  return {
    taskQueue: parsed.SERIN_TASK_QUEUE,
    maxWatches: parsed.SERIN_MAX_WATCHES,
    maxCachedRollouts: parsed.SERIN_MAX_CACHED_ROLLOUTS ?? parsed.SERIN_MAX_WATCHES,
    activitiesPerSecond: parsed.SERIN_ACTIVITIES_PER_SECOND,
    metricsAddress: parsed.SERIN_METRICS_ADDRESS,
    logLevel: parsed.SERIN_LOG_LEVEL,
    healthAddress: parsed.SERIN_HEALTH_ADDRESS,
    policyFile: parsed.SERIN_POLICY_FILE,
    archive: parsed.SERIN_ARCHIVE,
    version: parsed.SERIN_BUILD_ID
      ? { deploymentName: parsed.SERIN_DEPLOYMENT, buildId: parsed.SERIN_BUILD_ID }
      : undefined,
  };
}
