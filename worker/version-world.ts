import { provisionerAdapter, routerAdapter } from '../activities/adapters.ts';
import type { WeightedSpec } from '../workflows/rollout/driver-spec.ts';
import { awsClients } from './adapters.ts';

/** A plan's router and provisioner on AWS, where a person's own credentials are used. */
export function versionWorld({ router, provisioner }: WeightedSpec) {
  const clients = awsClients();
  return {
    router: routerAdapter(router).router(clients, router),
    provisioner: provisionerAdapter(provisioner).provisioner(clients, provisioner),
  };
}
