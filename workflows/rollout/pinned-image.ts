import type { RolloutPlan } from './plan.ts';
import type { ProvisionerSpec } from './provisioner-spec.ts';

/** The same plan with its image named by digest wherever it is run, so that what is tested is what is promoted. */
export const withDigest = (plan: RolloutPlan, digest: string): RolloutPlan => ({
  ...plan,
  version: { ...plan.version, digest },
  provisioner: running(plan.provisioner, plan.version.image, byDigest(plan.version.image, digest)),
});

/** `registry/cart:v2` by its digest is `registry/cart@sha256:…`. */
const byDigest = (image: string, digest: string): string =>
  `${image.replace(/@.*$/, '').replace(/:[^/:]+$/, '')}@${digest}`;

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
