import type { RolloutPlan } from './plan.ts';
import type { ProvisionerSpec } from './provisioner-spec.ts';

/** The same plan with its image named by digest wherever it is run, so that what is tested is what is promoted. */
export function withDigest(plan: RolloutPlan, digest: string): RolloutPlan {
  const { version, driver } = plan;
  if (driver.kind === 'ecsNative')
    return {
      ...plan,
      version: { ...version, digest },
      driver: { ...driver, image: byDigest(version.image, digest) },
    } as RolloutPlan;
  const provisioner = running(driver.provisioner, version.image, byDigest(version.image, digest));
  // It is of the same kind as before, so that it fits its router.
  return { ...plan, version: { ...version, digest }, driver: { ...driver, provisioner } } as RolloutPlan;
}

/** `registry/cart:v2` by its digest is `registry/cart@sha256:…`. */
const byDigest = (image: string, digest: string): string =>
  `${image.replace(/@.*/s, '').replace(/:[^/:]+$/, '')}@${digest}`;

function running(spec: ProvisionerSpec, named: string, pinned: string): ProvisionerSpec {
  switch (spec.kind) {
    case 'ecs':
      return { ...spec, image: pinned };
    case 'cloudFormation': {
      const parameters = Object.entries(spec.parameters);
      return {
        ...spec,
        parameters: Object.fromEntries(
          parameters.map(([name, value]) => [name, value === named ? pinned : value]),
        ),
      };
    }
    case 'given':
      return spec;
  }
}
