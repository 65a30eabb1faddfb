import { ApplicationFailure } from '@temporalio/common';
import type { Ownership } from '../workflows/rollout/owner.ts';
import type { EcsServices, ProvisionerSpec } from '../workflows/rollout/provisioner-spec.ts';
import {
  decideStart,
  noHome,
  withRunning,
  type AskedStart,
  type FoundStart,
} from '../workflows/rollout/start.ts';
import { again } from './again.ts';
import type { createDeploymentActivities } from './deployment.ts';
import type { createScalingActivities } from './scaling.ts';
import type { createTrafficActivities } from './traffic.ts';
import type { createVersionActivities } from './versions.ts';

/** What has to be read to know how a rollout would begin. */
export type StartReads = Pick<ReturnType<typeof createTrafficActivities>, 'readTraffic' | 'rememberRouter'> &
  Pick<
    ReturnType<typeof createDeploymentActivities>,
    'isRunning' | 'readHome' | 'readRunning' | 'readOwnership'
  > &
  Pick<ReturnType<typeof createScalingActivities>, 'isScaled'> &
  Pick<ReturnType<typeof createVersionActivities>, 'readVersion'>;

/**
 * How a rollout would begin now. Where it would take over or remove what no rollout of its service made, it is refused. Fails where the
 * router cannot be remembered, such as where something serves that no version is known of.
 */
export async function findStart(asked: AskedStart, reads: StartReads): Promise<FoundStart> {
  const { router, provisioner, canary, stated } = asked;
  const home =
    'home' in provisioner && provisioner.home
      ? await homeOrThrow(provisioner, provisioner.home, reads)
      : undefined;
  const live = await again(() => reads.readTraffic(router));
  const record = (await again(() => reads.readVersion(asked.environment, asked.service))) ?? undefined;
  const found = await withRunning({ live, record, stated, ...(home && { home }) }, (version) =>
    again(() => reads.isRunning(provisioner, version)),
  );
  // Where nothing is to be rolled out, no version has to be told apart as the new one.
  const start = decideStart(found, canary ?? '');
  const soFar = { live, whose: {}, memory: {}, ...(home && { home }) };
  if (start.kind === 'refuse') return { ...soFar, start };
  const versions = ['stable' in start ? start.stable : undefined, canary].filter(
    (name) => name !== undefined,
  );
  const whose: Record<string, Ownership> = {};
  for (const version of canary === undefined ? [] : versions)
    whose[version] = await again(() => reads.readOwnership(provisioner, version));
  const foreign = Object.values(whose).flatMap((each) => (each.kind === 'foreign' ? [each.reason] : []));
  if (foreign.length > 0) return { ...soFar, start: { kind: 'refuse', reason: foreign.join('; ') } };
  const memory = await again(() => reads.rememberRouter(router));
  const seen = start.kind === 'canary' ? await lookAt(start.stable, asked, home !== undefined, reads) : {};
  return { ...soFar, start, whose, memory, ...seen };
}

/** What is good to know of stable, as far as it can be seen. */
async function lookAt(
  stable: string,
  { provisioner }: AskedStart,
  isHome: boolean,
  reads: StartReads,
): Promise<Pick<FoundStart, 'replaced' | 'isScaled'>> {
  const replaced = isHome ? null : await reads.readRunning(provisioner, stable);
  const isScaled = await reads.isScaled(provisioner, stable);
  return { ...(replaced && { replaced }), ...(isScaled !== null && { isScaled }) };
}

async function homeOrThrow(
  provisioner: ProvisionerSpec,
  { cluster, service }: EcsServices,
  reads: StartReads,
): Promise<NonNullable<FoundStart['home']>> {
  const running = await again(() => reads.readHome(provisioner));
  if (running === null) throw ApplicationFailure.nonRetryable(noHome(service, cluster), 'Refused');
  return { ...running, service };
}
