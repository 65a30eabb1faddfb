import type { Driver } from '../driver.ts';
import type { Progress } from '../progress.ts';
import { glancing } from '../proxies.ts';
import type { WeightedSpec } from '../rollout/driver-spec.ts';
import type { RolloutPlan } from '../rollout/plan.ts';
import { withoutTemplate } from '../rollout/provisioner-spec.ts';
import { growthFor } from '../rollout/growth.ts';
import { beside, splitAt } from '../rollout/traffic-split.ts';
import { begin } from './begin.ts';
import { deploy } from './deploy.ts';
import { drainStable, removeStable, takeOver } from './finish.ts';
import { finishAtOnce } from './finish-at-once.ts';
import { giveTo } from './give-to.ts';
import { release } from './lock.ts';
import { lookAgain } from './look-again.ts';
import { Memory, type Remembered } from './memory.ts';
import { reconcile } from './reconcile.ts';
import { readTraffic, shift } from './shift.ts';
import { handOverHome, removeTried, restoreHome, settleAtHome } from './settle.ts';
import { changingByLook } from './unanswered.ts';
import { giveBack, removeCanary } from './way-back.ts';
import type { Weighted } from './weighted.ts';

/** Weights that are written on a router, and versions that a provisioner makes: any weight is possible at any time. */
export function weightedDriver(
  plan: RolloutPlan,
  { router, provisioner: making }: WeightedSpec,
  progress: Progress,
  remembered?: object,
): Driver {
  const memory = new Memory(remembered as Remembered | undefined);
  const provisioner = withoutTemplate(making);
  const weighted: Weighted = { plan, making, router, provisioner, progress, memory };
  const canary = plan.version.id;
  /** Whether there still is something that splits the traffic. */
  let isRouted = true;
  const at = (weight: number) => beside(splitAt(weight, canary, memory.stable), memory.left);

  return {
    cannot: {},
    begin: async (found) => (memory.stable = await begin(weighted, found)),
    get replaced() {
      const { home, stable, replaced } = memory;
      const version = home?.version ?? stable;
      const ran = home ?? replaced;
      if (version === undefined || ran === undefined) return version === undefined ? undefined : { version };
      const { definition, image } = ran;
      return { version, definition, image };
    },
    deploy: (_, mend) => deploy(weighted, mend),
    seesDrift: true,
    goTo: ({ weight, begins }) => shift(weighted, at(weight), begins),
    askedAround: () => ({
      router,
      provisioner,
      made: Object.fromEntries(memory.made),
      ...(memory.router && { memory: memory.router }),
    }),
    onward: (weight) => {
      const split = at(weight);
      if (growthFor(provisioner, canary, split) !== undefined) return undefined;
      return {
        weight,
        split,
        during: (look) => changingByLook(memory, look),
        arrived: (readBack) => {
          progress.want(split);
          progress.readBack(readBack);
        },
      };
    },
    read: () => readTraffic(weighted),
    restore: () => shift(weighted, progress.status.wanted),
    healthyTasks: async (version) =>
      (await glancing.healthyTasks(provisioner, version, memory.made.get(version))) ?? undefined,
    nameInMetrics: (version) =>
      memory.home !== undefined && version === memory.stable && plan.metrics.kind !== 'loadBalancer'
        ? memory.home.version
        : version,
    keepCanary: async () => {
      await giveTo(weighted, at(100), `all traffic to be at ${canary}`);
    },
    // In place ECS drains its tasks one by one, as in all deployments.
    drainStable: async () => {
      if (memory.home === undefined) await drainStable(weighted);
      return undefined;
    },
    get settles() {
      return memory.home !== undefined;
    },
    settle: (isAnybodys) => settleAtHome(weighted, isAnybodys),
    get slowStartSeconds() {
      return memory.home?.slowStartSeconds;
    },
    handOver: () => handOverHome(weighted),
    unsettle: () => restoreHome(weighted),
    finishAtOnce: (seconds) => finishAtOnce(weighted, seconds),
    takeOver: async () => memory.home === undefined && (await takeOver(weighted)),
    removeStable: () =>
      memory.home === undefined || memory.stable === undefined
        ? removeStable(weighted)
        : removeTried(weighted, memory.stable),
    giveBack: async () => {
      isRouted = await giveBack(weighted);
    },
    removeCanary: () => removeCanary(weighted, isRouted),
    reconcile: () => reconcile(weighted),
    lookAgain: (serving) => lookAgain(weighted, memory.home ? memory.stable : serving),
    release: () => release(memory),
    memory: () => memory.soFar(),
  };
}
