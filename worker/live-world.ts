import { IAMClient } from '@aws-sdk/client-iam';
import { metricsAdapter, provisionerAdapter } from '../activities/adapters.ts';
import type { AwsClients } from '../activities/aws-clients.ts';
import { ecrImages } from '../activities/images/ecr.ts';
import type { ImageRegistry } from '../activities/images/image-registry.ts';
import type { MetricSource } from '../activities/metric-sources/source.ts';
import { placeIn, placeOf } from '../activities/permissions/place.ts';
import { rolloutStatements } from '../activities/permissions/rollout.ts';
import { simulated } from '../activities/permissions/simulated.ts';
import type { AskIam } from '../activities/preflight/permissions.ts';
import { namedService } from '../activities/provisioners/ecs-services.ts';
import { originalOf, type Original } from '../activities/provisioners/ecs-copy/original.ts';
import type { Provisioner } from '../activities/provisioners/provisioner.ts';
import type { Usage } from '../activities/usage/account.ts';
import type { MetricsSpec } from '../workflows/rollout/metrics-spec.ts';
import type { EcsServices, ProvisionerSpec } from '../workflows/rollout/provisioner-spec.ts';
import { awsClients } from './adapters.ts';
import { startRehearsal, type Rehearsal } from './rehearsal.ts';

/** AWS to be looked at before a rollout: every port of it, and nothing that writes gets through. */
export interface LiveWorld {
  readonly rehearsal: Rehearsal;
  readonly images: ImageRegistry;
  provisioner(spec: ProvisionerSpec): Provisioner;
  metricSource(spec: MetricsSpec): MetricSource;
  readonly askIam: AskIam;
  /** An ECS service with all that ECS tells of it; undefined where it is not there. */
  original(place: Pick<EcsServices, 'cluster' | 'service'>): Promise<Original | undefined>;
  /** How much is used of the quota that versions draw on, where there is one. */
  usage(spec: ProvisionerSpec): Promise<Usage | undefined>;
}

export function liveWorld(clients: AwsClients = awsClients(), iam = new IAMClient()): LiveWorld {
  const rehearsal = startRehearsal(clients);
  return {
    rehearsal,
    images: ecrImages(clients.ecr),
    provisioner: (spec) => provisionerAdapter(spec).provisioner(clients, spec),
    metricSource: (spec) => metricsAdapter(spec).source(clients, spec),
    askIam: iamAsker(clients, iam),
    async original(place) {
      const service = await namedService(clients.ecs, place);
      return service && originalOf(clients.ecs, service);
    },
    usage: async (spec) => provisionerAdapter(spec).usage?.(clients, spec),
  };
}

/** Asks in the Region of the clients, about the account of the role. */
export const iamAsker =
  ({ ecs }: Pick<AwsClients, 'ecs'>, iam: IAMClient): AskIam =>
  async (role, plan) => {
    const place = placeIn(await ecs.config.region(), placeOf(role).account);
    return simulated(iam, role, rolloutStatements(plan, place));
  };
