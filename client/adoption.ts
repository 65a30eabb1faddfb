import { setTimeout as sleep } from 'node:timers/promises';
import { ownerTags, type Adoptable } from '../activities/ownership.ts';
import type { Provisioner } from '../activities/provisioners/provisioner.ts';
import type { TrafficRouter } from '../activities/routers/router.ts';
import type { Owner } from '../workflows/rollout/owner.ts';
import { durationText } from './render/duration.ts';
import { Trouble } from './trouble.ts';

/** What makes versions of one service run, and what sends them traffic. */
export interface VersionWorld {
  readonly router: Pick<TrafficRouter, 'read' | 'adoptable' | 'adopt'>;
  readonly provisioner: Provisioner;
}

/** What is there of a service: versions that are owned already, and what can be handed over. */
export interface Adoption {
  readonly owned: readonly string[];
  readonly groups: readonly Adoptable[];
  readonly versions: readonly (Adoptable & { readonly version: string })[];
}

/** Looks at all that the router has and knows, and changes nothing. */
export async function findAdoptable({ router, provisioner }: VersionWorld, owner: Owner): Promise<Adoption> {
  const owned: string[] = [];
  const versions: Adoption['versions'][number][] = [];
  for (const { version } of await router.read()) {
    const whose = await provisioner.ownership(version);
    if (whose.kind === 'owned') owned.push(version);
    if (whose.kind === 'foreign')
      versions.push({ version, what: whose.what, tags: ownerTags(owner, version) });
  }
  return { owned, groups: (await router.adoptable?.()) ?? [], versions };
}

/** A stack takes its tags by an update of all its resources. */
const LONGEST_SECONDS = 900;

/**
 * Tags what can be handed over, and waits until each version is owned and runs as before. Says what it waits for; refuses to go on with one that
 * is not there within its time, which starts anew for each.
 */
export async function adopt(
  { router, provisioner }: VersionWorld,
  { groups, versions }: Adoption,
  say: (line: string) => void,
  longestSeconds = LONGEST_SECONDS,
): Promise<void> {
  await router.adopt?.();
  for (const { what } of groups) say(`${what} is handed over`);
  for (const { version, what } of versions) {
    await provisioner.adopt(version);
    const deadline = Date.now() + longestSeconds * 1000;
    let told: string | undefined;
    for (;;) {
      const missing = await missingOf(provisioner, version);
      if (missing === undefined) break;
      if (Date.now() >= deadline)
        throw new Trouble(
          'refused',
          `${what} is not handed over after ${durationText(longestSeconds)}: ${missing}. Look at it, and run the command again`,
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
