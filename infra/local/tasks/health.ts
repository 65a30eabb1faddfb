import { setTimeout as sleep } from 'node:timers/promises';
import type { HealthCheck } from '@aws-sdk/client-ecs';

export type Health = 'UNKNOWN' | 'HEALTHY' | 'UNHEALTHY';
/** Answers whether the container is healthy right now. */
export type Probe = () => Promise<boolean>;

// A container that has just started is asked more often than its interval says, which only shortens the wait.
const startingIntervalMillis = 100;

/**
 * Probes a container until `signal` aborts and tells each change of its health. As ECS does, it is UNHEALTHY after
 * `retries` failures in a row at `interval` seconds, none of which counts in its first `startPeriod` seconds.
 */
export async function watchHealth(
  { interval = 30, retries = 3, startPeriod = 0 }: Omit<HealthCheck, 'command'>,
  probe: Probe,
  onChange: (health: Health) => void,
  signal: AbortSignal,
): Promise<void> {
  const startEndsMillis = Date.now() + (startPeriod + retries * interval) * 1000;
  let health: Health = 'UNKNOWN';
  let failures = 0;
  while (!signal.aborted) {
    const healthy = await probe();
    failures = healthy ? 0 : failures + 1;
    const before: Health = health;
    const starting = before === 'UNKNOWN' && Date.now() < startEndsMillis;
    if (healthy) health = 'HEALTHY';
    else if (failures >= retries && !starting) health = 'UNHEALTHY';
    if (health !== before && !signal.aborted) onChange(health);
    const pauseMillis = health === 'UNKNOWN' ? startingIntervalMillis : interval * 1000;
    await sleep(pauseMillis, undefined, { signal }).catch(() => undefined);
  }
}
