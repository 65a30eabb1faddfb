import type { ProvisionerSpec } from '../workflows/rollout/provisioner-spec.ts';
import { again } from './again.ts';
import type { Provisioner } from './provisioners/provisioner.ts';
import type { Scaling } from './scaling/scaling.ts';
import { soon } from './soon.ts';

/** Versions are scaled as the ECS services that they run as. */
export function createScalingActivities(
  provisionerFor: (spec: ProvisionerSpec) => Provisioner,
  scaling: Scaling,
) {
  return {
    /** Whether something scales a version, now; null where that cannot be seen soon. */
    async isScaled(spec: ProvisionerSpec, version: string): Promise<boolean | null> {
      const seen = provisionerFor(spec)
        .services(version)
        .then((services) => scaling.scaled(services));
      const scaled = await soon(seen);
      return scaled === undefined ? null : scaled.length > 0;
    },

    /** Holds scale-in of a version in the name of a workflow. Answers how many of its services are scaled at all. */
    async holdScaling(spec: ProvisionerSpec, version: string, holder: string): Promise<number> {
      return scaling.hold(await provisionerFor(spec).services(version), holder);
    },

    /** Puts back what was there before a hold. Answers how many services were held. */
    async releaseScaling(spec: ProvisionerSpec, version: string): Promise<number> {
      const services = await again(() => provisionerFor(spec).services(version));
      return again(() => scaling.release(services));
    },

    /** Lets a version that is a copy be scaled as the one that it replaces. Answers, as sentences, what AWS refused. */
    async handOverScaling(spec: ProvisionerSpec, from: string, to: string): Promise<string[]> {
      const succession = await again(async () => provisionerFor(spec).succession?.(from, to));
      return succession === undefined ? [] : again(() => scaling.handOver(succession));
    },

    /**
     * Lets a version that is a copy be scaled as the one that it has replaced, unless it is scaled already. Answers, as sentences, what AWS
     * refused; null where there is nothing to be handed over.
     */
    async inheritScaling(spec: ProvisionerSpec, from: string, to: string): Promise<string[] | null> {
      const succession = await provisionerFor(spec).succession?.(from, to);
      if (succession === undefined) return null;
      const scaled = await scaling.scaled([succession.from.service, succession.to.service]);
      const isDue = scaled.includes(succession.from.service) && !scaled.includes(succession.to.service);
      return isDue ? scaling.handOver(succession) : null;
    },
  };
}
