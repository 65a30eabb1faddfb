import { setTimeout as sleep } from 'node:timers/promises';
import type { Provisioner } from '../activities/provisioners/provisioner.ts';
import type { TrafficRouter } from '../activities/routers/router.ts';

/** A version that runs, and that no rollout of the service made. */
export interface Adoptable {
  readonly version: string;
  /** What people call it: «stack shop-cart-v1». */
  readonly what: string;
}

/** What makes versions of one service run, and what sends them traffic. */
export interface VersionWorld {
  readonly router: Pick<TrafficRouter, 'read'>;
  readonly provisioner: Provisioner;
}

/** Looks at all versions that the router knows, and changes nothing. */
export async function findAdoptable({ router, provisioner }: VersionWorld) {
  const owned: string[] = [];
  const adoptable: Adoptable[] = [];
  for (const { version } of await router.read()) {
    const whose = await provisioner.ownership(version);
    if (whose.kind === 'owned') owned.push(version);
    if (whose.kind === 'foreign') adoptable.push({ version, what: whose.what });
  }
  return { owned, adoptable };
}

/** Tags versions, and waits until each is owned and runs as before. */
export async function adoptVersions(
  { provisioner }: VersionWorld,
  adoptable: readonly Adoptable[],
  told: (what: string) => void,
): Promise<void> {
  for (const { version, what } of adoptable) {
    await provisioner.adopt(version);
    // Tags reach a stack by an update of it.
    for (;;) {
      const whose = await provisioner.ownership(version);
      const { kind } = await provisioner.readiness(version);
      if (whose.kind === 'owned' && kind !== 'pending') break;
      await sleep(1000);
    }
    told(what);
  }
}
