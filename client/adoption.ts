import { setTimeout as sleep } from 'node:timers/promises';
import type { Provisioner } from '../activities/provisioners/provisioner.ts';
import type { TrafficRouter } from '../activities/routers/router.ts';
import { duration } from './render/duration.ts';
import { Trouble } from './trouble.ts';

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

/** A stack takes its tags by an update of all its resources. */
const LONGEST_SECONDS = 900;

/**
 * Tags versions, and waits until each is owned and runs as before. Says what it waits for; refuses to go on with one that
 * is not there within its time, which starts anew for each.
 */
export async function adoptVersions(
  { provisioner }: VersionWorld,
  adoptable: readonly Adoptable[],
  say: (line: string) => void,
  longestSeconds = LONGEST_SECONDS,
): Promise<void> {
  for (const { version, what } of adoptable) {
    await provisioner.adopt(version);
    const deadline = Date.now() + longestSeconds * 1000;
    let told: string | undefined;
    for (;;) {
      const missing = await missingOf(provisioner, version);
      if (missing === undefined) break;
      if (Date.now() >= deadline)
        throw new Trouble(
          'refused',
          `${what} is not handed over after ${duration(longestSeconds)}: ${missing}. Look at it, and run the command again`,
        );
      if (missing !== told) say(`waiting for ${what}: ${missing}`);
      told = missing;
      await sleep(1000);
    }
    say(`${what} is handed over`);
  }
}

/** What a version that was tagged still lacks to be owned and to run as before. */
async function missingOf(provisioner: Provisioner, version: string): Promise<string | undefined> {
  const whose = await provisioner.ownership(version);
  const readiness = await provisioner.readiness(version);
  if (readiness.kind === 'pending') return readiness.reason;
  if (whose.kind === 'owned') return undefined;
  return readiness.kind === 'failed' ? readiness.reason : 'its tags cannot be seen yet';
}
