import type { Driver } from '../driver.ts';
import type { Progress } from '../progress.ts';
import { looking, restoring } from '../proxies.ts';
import type { WeightedSpec } from '../rollout/driver-spec.ts';
import type { RolloutPlan } from '../rollout/plan.ts';
import { splitAt } from '../rollout/traffic-split.ts';
import { begin } from './begin.ts';
import { deploy } from './deploy.ts';
import { finish } from './finish.ts';
import { Memory, type Remembered } from './memory.ts';
import { reconcile } from './reconcile.ts';
import { readTraffic, shift } from './shift.ts';
import { goBack } from './way-back.ts';
import type { Weighted } from './weighted.ts';

/** Weights that are written on a router, and versions that a provisioner makes: any weight is possible at any time. */
export function weightedDriver(
  plan: RolloutPlan,
  { router, provisioner }: WeightedSpec,
  progress: Progress,
  remembered?: object,
): Driver {
  const memory = new Memory(remembered as Remembered | undefined);
  const weighted: Weighted = { plan, router, provisioner, progress, memory };
  const canary = plan.version.id;

  return {
    cannot: {},
    begin: async () => (memory.stable = await begin(weighted)),
    deploy: () => deploy(weighted),
    goTo: ({ weight, begins }) => shift(weighted, splitAt(weight, canary, memory.stable), begins),
    read: () => readTraffic(weighted),
    restore: () => shift(weighted, progress.status.wanted),
    healthyTasks: async (version) =>
      (await looking.healthyTasks(provisioner, version, memory.made.get(version))) ?? undefined,
    keepCanary: async () => {
      const split = splitAt(100, canary, memory.stable);
      progress.want(split);
      progress.waitFor(`all traffic to be at ${canary}`);
      progress.readBack(await restoring.shiftTraffic(router, split, memory.router));
    },
    finish: () => finish(weighted),
    goBack: () => goBack(weighted),
    reconcile: () => reconcile(weighted),
    memory: () => memory.soFar(),
  };
}
