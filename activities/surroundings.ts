import { setTimeout as delay } from 'node:timers/promises';
import type { ProvisionerSpec } from '../workflows/rollout/provisioner-spec.ts';
import type { RouterMemory } from '../workflows/rollout/router-memory.ts';
import type { RouterSpec } from '../workflows/rollout/router-spec.ts';
import type { AskedAround, Surroundings } from '../workflows/rollout/surroundings.ts';
import type { Provisioner } from './provisioners/provisioner.ts';
import { lookOnce, type TrafficRouter } from './routers/router.ts';

/** A look is not kept for longer by what is around it. */
const PATIENCE_MILLIS = 5000;

/** Reads what is around a look; answers undefined where that fails or takes long: then the rollout asks for it, and tells what is wrong. */
export type LookAround = (asked: AskedAround) => Promise<Surroundings | undefined>;

export const lookAroundBy =
  (
    routerFor: (spec: RouterSpec, memory: RouterMemory | undefined) => TrafficRouter,
    provisionerFor: (spec: ProvisionerSpec) => Provisioner,
  ): LookAround =>
  ({ router, provisioner, memory, made }) => {
    const see = async (): Promise<Surroundings | undefined> => {
      const { split: live, missing } = await lookOnce(routerFor(router, memory));
      if (missing !== undefined) return undefined;
      const tasks = provisionerFor(provisioner);
      const served = live.filter(({ weight }) => weight > 0);
      const healthy = await Promise.all(
        served.map(async ({ version }): Promise<[string, number][]> => {
          const count = await tasks.healthyTasks(version, made[version]).catch(() => undefined);
          return count === undefined ? [] : [[version, count]];
        }),
      );
      return { live, healthy: Object.fromEntries(healthy.flat()) };
    };
    const tooLong = delay(PATIENCE_MILLIS, undefined, { ref: false });
    return Promise.race([see().catch(() => undefined), tooLong]);
  };
