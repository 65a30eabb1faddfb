import type { DeployJson } from './specfiles.ts';

/** What `deploy.json` means where it says nothing, in seconds. */
const defaults = { WaitTime: 60, FailureThresholdTime: 600, DrainTime: 15 } as const;

/**
 * The same rollout so many times as fast, for somebody who looks on: its waits are shortened, and metrics are read each
 * second, as the local cloud publishes them. One time as fast changes nothing.
 */
export function atPace(deployJson: DeployJson, timesAsFast: number): DeployJson {
  if (timesAsFast === 1) return deployJson;
  const waits = Object.entries(defaults).map(([field, seconds]) => {
    const given = Number(deployJson[field] ?? seconds);
    return [field, Math.max(1, Math.round(given / timesAsFast))] as const;
  });
  return { ...deployJson, ...Object.fromEntries(waits), MetricPeriod: 1 };
}
