import type { ProvisionerSpec } from '../workflows/rollout/provisioner-spec.ts';
import type { RouterMemory } from '../workflows/rollout/router-memory.ts';
import type { RouterSpec } from '../workflows/rollout/router-spec.ts';
import type { AskedAround, Surroundings } from '../workflows/rollout/surroundings.ts';
import type { TrafficSplit } from '../workflows/rollout/traffic-split.ts';
import type { Provisioner } from './provisioners/provisioner.ts';
import { lookOnce, type TrafficRouter } from './routers/router.ts';
import { soon } from './soon.ts';
import { shiftFrom } from './traffic.ts';

/** What is around a look, and the way to shift the traffic from there. */
export interface SeenAround extends Surroundings {
  readonly shift: (wanted: TrafficSplit) => Promise<TrafficSplit>;
}

/** Reads what is around a look; answers undefined where that fails or takes long: then the rollout asks for it, and tells what is wrong. */
export type LookAround = (asked: AskedAround) => Promise<SeenAround | undefined>;

export const lookAroundBy =
  (
    routerFor: (spec: RouterSpec, memory: RouterMemory | undefined) => TrafficRouter,
    provisionerFor: (spec: ProvisionerSpec) => Provisioner,
  ): LookAround =>
  ({ router, provisioner, memory, made }) => {
    const see = async (): Promise<SeenAround | undefined> => {
      const routed = routerFor(router, memory);
      const before = await lookOnce(routed);
      const { split: live, missing } = before;
      if (missing !== undefined) return undefined;
      const tasks = provisionerFor(provisioner);
      const served = live.filter(({ weight }) => weight > 0);
      const healthy = await Promise.all(
        served.map(async ({ version }): Promise<[string, number][]> => {
          const count = await tasks.healthyTasks(version, made[version]).catch(() => undefined);
          return count === undefined ? [] : [[version, count]];
        }),
      );
      return {
        live,
        healthy: Object.fromEntries(healthy.flat()),
        shift: (wanted) => shiftFrom(routed, before, wanted),
      };
    };
    return soon(see());
  };
