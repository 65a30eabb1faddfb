import { setTimeout as sleep } from 'node:timers/promises';
import { targetName, type BalancerSnapshot, type Target, type TargetGroup } from '../snapshot.ts';
import { check } from './check.ts';
import { afterCheck, registered, type TargetHealth } from './target-health.ts';

/** The health of targets, by target group and then by `<address>:<port>`. */
export type HealthReport = Readonly<Record<string, Readonly<Record<string, TargetHealth>>>>;

interface Watched {
  readonly group: TargetGroup;
  readonly target: Target;
  readonly ended: AbortController;
  health: TargetHealth;
}

/** Checks all targets of all groups that want it, each at the interval of its group. */
export interface Checker {
  /** Begins to check the targets that have come, and forgets those that have gone. */
  follow(snapshot: BalancerSnapshot): void;
  report(): HealthReport;
}

/** `onChange` is called when the health of a target has changed. */
export function createChecker(onChange: () => void): Checker {
  const watched = new Map<string, Watched>();

  return {
    follow({ groups }) {
      const present = new Set<string>();
      for (const group of groups.filter(({ settings }) => settings.HealthCheckEnabled !== false))
        for (const target of group.targets) {
          // With other settings a target is checked from anew.
          const key = JSON.stringify([group.arn, targetName(target), settingsOf(group)]);
          present.add(key);
          if (!watched.has(key)) watched.set(key, watch(group, target));
        }
      for (const [key, { ended }] of watched) {
        if (present.has(key)) continue;
        watched.delete(key);
        ended.abort();
      }
    },
    report() {
      const report: Record<string, Record<string, TargetHealth>> = {};
      for (const { group, target, health } of watched.values())
        (report[group.arn] ??= {})[targetName(target)] = health;
      return report;
    },
  };

  function watch(group: TargetGroup, target: Target): Watched {
    const one: Watched = { group, target, ended: new AbortController(), health: registered };
    void checkOn(one);
    return one;
  }

  async function checkOn(one: Watched): Promise<void> {
    const { settings } = one.group;
    const thresholds = {
      healthy: settings.HealthyThresholdCount ?? 5,
      unhealthy: settings.UnhealthyThresholdCount ?? 2,
    };
    const intervalMillis = (settings.HealthCheckIntervalSeconds ?? 30) * 1000;
    const { signal } = one.ended;
    while (!signal.aborted) {
      const { state } = one.health;
      one.health = afterCheck(one.health, await check(settings, one.target), thresholds);
      if (one.health.state !== state && !signal.aborted) onChange();
      await sleep(intervalMillis, undefined, { signal }).catch(() => undefined);
    }
  }
}

const settingsOf = ({ settings }: TargetGroup) => [
  settings.HealthCheckPath,
  settings.HealthCheckPort,
  settings.HealthCheckIntervalSeconds,
  settings.HealthCheckTimeoutSeconds,
  settings.HealthyThresholdCount,
  settings.UnhealthyThresholdCount,
  settings.Matcher?.HttpCode,
];
