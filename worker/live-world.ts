import { IAMClient } from '@aws-sdk/client-iam';
import { ecrImages } from '../activities/images/ecr.ts';
import type { ImageRegistry } from '../activities/images/image-registry.ts';
import type { MetricSource } from '../activities/metric-sources/source.ts';
import { simulated, type Answer, type Wish } from '../activities/permissions/simulated.ts';
import type { Provisioner } from '../activities/provisioners/provisioner.ts';
import { servicesOfCluster, stacksOfAccount, type Usage } from '../activities/usage/account.ts';
import type { MetricsSpec, ProvisionerSpec } from '../workflows/rollout/plan.ts';
import { awsClients, metricSource, provisioner, type AwsClients } from './adapters.ts';
import { startRehearsal, type Rehearsal } from './rehearsal.ts';

/** AWS to be looked at before a rollout: every port of it, and nothing that writes gets through. */
export interface LiveWorld {
  readonly rehearsal: Rehearsal;
  readonly images: ImageRegistry;
  provisioner(spec: ProvisionerSpec): Provisioner;
  metricSource(spec: MetricsSpec): MetricSource;
  /** What IAM says of wishes of a role, by its ARN. */
  permissions(role: string, wishes: readonly Wish[]): Promise<Answer[]>;
  usage(spec: ProvisionerSpec): Promise<Usage[]>;
}

export function liveWorld(clients: AwsClients = awsClients(), iam = new IAMClient()): LiveWorld {
  const rehearsal = startRehearsal(clients);
  return {
    rehearsal,
    images: ecrImages(clients.ecr),
    provisioner: (spec) => provisioner(clients, spec),
    metricSource: (spec) => metricSource(clients, spec),
    permissions: (role, wishes) => simulated(iam, role, wishes),
    usage: (spec) => usageFor(clients, spec),
  };
}

async function usageFor({ cloudFormation, ecs }: AwsClients, spec: ProvisionerSpec): Promise<Usage[]> {
  switch (spec.kind) {
    case 'ecs':
      return [await servicesOfCluster(ecs, spec.cluster)];
    case 'cloudFormation':
      return [await stacksOfAccount(cloudFormation)];
    case 'given':
      return [];
  }
}
