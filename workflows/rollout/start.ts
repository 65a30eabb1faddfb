import type { Owner, Ownership } from './owner.ts';
import type { Planned } from './plan.ts';
import { withoutTemplate, type ProvisionerSpec, type RunningDefinition } from './provisioner-spec.ts';
import type { RouterMemory } from './router-memory.ts';
import type { RouterSpec } from './router-spec.ts';
import { describeSplit, type TrafficSplit } from './traffic-split.ts';

/** What the version record says, if there is one. `number` counts the service's deployments. */
export interface VersionRecord {
  readonly number: number;
  readonly image: string;
}

/** How a rollout begins, from what is found. */
export type Start =
  | { readonly kind: 'firstDeployment' }
  | { readonly kind: 'canary'; readonly stable: string }
  /** A dead rollout left a split, and it can be known who was stable. */
  | { readonly kind: 'mend'; readonly stable: string; readonly reason: string }
  | { readonly kind: 'refuse'; readonly reason: string };

/** How a rollout would begin is asked about an owner's service. */
export interface AskedStart extends Owner {
  /** The version that is to be rolled out; none where only what is left of others is to be put right. */
  readonly canary?: string;
  /** The version that the plan says is stable, if it says so. */
  readonly stated?: string;
  readonly router: RouterSpec;
  readonly provisioner: ProvisionerSpec;
}

/** What is asked for a plan; everything but making a version does without its template. */
export const askedStart = (
  { environment, service, version, stable }: Pick<Planned, 'environment' | 'service' | 'version' | 'stable'>,
  { router, provisioner }: Pick<AskedStart, 'router' | 'provisioner'>,
): AskedStart => ({
  environment,
  service,
  canary: version.id,
  ...(stable !== undefined && { stated: stable }),
  router,
  provisioner: withoutTemplate(provisioner),
});

/** How it would, and beside what. */
export interface FoundStart {
  readonly start: Start;
  readonly live: TrafficSplit;
  /** Whose stable and the version that is to be rolled out are, by their names. */
  readonly whose: Readonly<Record<string, Ownership>>;
  /** What the way back has to remember of the router. */
  readonly memory: RouterMemory;
  /** In place: the service that stays, by its name in the split, and what it runs. */
  readonly home?: RunningDefinition & { readonly service: string };
  /** What stable runs, where versions take turns and that can be seen. */
  readonly replaced?: RunningDefinition;
  /** Whether something scales stable, where that can be seen. */
  readonly isScaled?: boolean;
}

/** The same, while everything that the router changes is held by locks of these ids. */
export type LockedStart = FoundStart & { readonly locks: readonly string[] };

/** What is found at the start. */
export interface Found {
  readonly live: TrafficSplit;
  readonly record?: VersionRecord | undefined;
  /** The version that the plan says is stable, if it says so. */
  readonly stated?: string | undefined;
  /** Versions of the split that run, as far as that was asked: only a split in doubt needs it. */
  readonly running?: readonly string[];
  /** In place: the service that is stable for good, by its name in the split, and the version that it runs. */
  readonly home?: { readonly service: string; readonly version: string };
}

/** Whether the router alone does not tell who is stable, so that it has to be asked who runs. */
export const isInDoubt = ({ live, stated, home }: Found): boolean =>
  stated === undefined &&
  home === undefined &&
  live.length > 0 &&
  live.filter(({ weight }) => weight > 0).length !== 1;

/** Asks of each version in the split whether it runs, where the router leaves a doubt. */
export async function withRunning(
  found: Found,
  isRunning: (version: string) => Promise<boolean>,
): Promise<Found> {
  if (!isInDoubt(found)) return found;
  const versions = found.live.map(({ version }) => version);
  const runs = await Promise.all(versions.map(isRunning));
  return { ...found, running: versions.filter((_, i) => runs[i]) };
}

/** Versions that a dead rollout left in the split, apart from stable and the one that is to be rolled out now. */
export const leftIn = (live: TrafficSplit, stable: string, canary: string): string[] =>
  live.map(({ version }) => version).filter((version) => ![stable, canary].includes(version));

/**
 * Decides how to begin from the live split: the router knows best who serves; the record, and who runs at all, only
 * help with doubt. A plan that says who is stable may begin with any split of the two.
 */
export function decideStart(found: Found, canary: string): Start {
  const { live, record, stated: stable, home } = found;
  if (home !== undefined) return fromHome(home, canary, live, stable);
  const serving = live.filter(({ weight }) => weight > 0);
  const [only] = serving;
  if (live.length === 0 && stable === undefined)
    return record ? { kind: 'refuse', reason: routeIsGone(record) } : { kind: 'firstDeployment' };
  if (only === undefined) return doubtful(found, canary, nobodyServes(live));
  if (serving.length === 1 && only.version === canary)
    return { kind: 'refuse', reason: servesAlready(canary) };
  if (stable !== undefined) return fromStated(stable, canary, live);
  if (serving.length === 1) return fromServing(only.version, canary, live);
  return doubtful(found, canary, nobodyKnows(live));
}

/** In place it is never in doubt who is stable, only whether all is there. */
function fromHome(
  { service, version }: NonNullable<Found['home']>,
  canary: string,
  live: TrafficSplit,
  stated: string | undefined,
): Start {
  const serving = live.filter(({ weight }) => weight > 0);
  const others = serving.filter((share) => share.version !== service);
  if (!live.some((share) => share.version === service))
    return { kind: 'refuse', reason: notBehind(service, live) };
  const left = `an earlier rollout left the traffic at ${describeSplit(live)}`;
  if (version === canary)
    return {
      kind: 'refuse',
      reason:
        others.length === 0
          ? servesAlready(canary)
          : `${left}, and ${service} runs ${canary} already: "serin reconcile" gives it the traffic`,
    };
  if (stated !== undefined && stated !== version)
    return {
      kind: 'refuse',
      reason: `${service} runs ${version}, and not ${stated}, which is to be stable: somebody has deployed since`,
    };
  if (serving.length > 0 && others.length === 0) return fromServing(service, canary, live);
  return { kind: 'mend', stable: service, reason: `${left}; ${service} is stable` };
}

/** Whoever has no traffic beside the only one that serves was on its way out, or never got any. */
function fromServing(stable: string, canary: string, live: TrafficSplit): Start {
  const left = leftIn(live, stable, canary);
  if (left.length === 0) return { kind: 'canary', stable };
  return {
    kind: 'mend',
    stable,
    reason: `an earlier rollout left ${left.join(', ')} in the split, without traffic`,
  };
}

/** The recorded version was stable, unless it is gone; else the only one that runs has to be. */
function doubtful({ live, record, stated, running }: Found, canary: string, otherwise: string): Start {
  const refused: Start = { kind: 'refuse', reason: otherwise };
  if (stated !== undefined) return refused;
  const runs = ({ version }: { version: string }) => running?.includes(version) ?? true;
  const candidates = live.filter(({ version }) => version !== canary);
  const recorded = candidates.find(({ version }) => record && isBuildOf(record.image, version));
  const left = `an earlier rollout left the traffic at ${describeSplit(live)}`;
  if (recorded && runs(recorded)) {
    const reason = `${left}; ${recorded.version} is the recorded version`;
    return { kind: 'mend', stable: recorded.version, reason };
  }
  const [alone, ...others] = running ? live.filter(runs) : [];
  if (!alone || others.length > 0) return refused;
  if (alone.version === canary)
    return { kind: 'refuse', reason: `${left}, and only ${canary} runs: roll out another build of it` };
  return { kind: 'mend', stable: alone.version, reason: `${left}; only ${alone.version} runs` };
}

/** In place, where the service is not there that is to stay. */
export const noHome = (service: string, cluster: string): string =>
  `there is no ECS service ${service} in cluster ${cluster}: create it once, the way you usually do; versions are tried beside it`;

const notBehind = (service: string, live: TrafficSplit) =>
  `ECS service ${service} is in none of the rule's target groups (${describeSplit(live)}): put its group into the rule, with all traffic`;

const servesAlready = (canary: string) =>
  `version ${canary} already serves all traffic: a repeated run has nothing to do, and another image needs a version id of its own`;

/** All traffic at once to a version that nobody has tried would be the worst answer to a lost route. */
const routeIsGone = ({ image }: VersionRecord) =>
  `the record says that ${image} serves, but the router knows no version: route the traffic to the one that runs, or delete the record`;

const nobodyKnows = (live: TrafficSplit) =>
  `traffic is split (${describeSplit(live)}) and no record tells which version is stable: give one of them 100 %`;

/** Any split of the two is a beginning: steps are absolute, whatever has been before them. */
function fromStated(stable: string, canary: string, live: TrafficSplit): Start {
  const stranger = live.find(({ version, weight }) => weight > 0 && ![stable, canary].includes(version));
  if (stranger === undefined) return { kind: 'canary', stable };
  const reason = `${stranger.version} gets traffic too (${describeSplit(live)}), besides ${stable} and ${canary}: give it none`;
  return { kind: 'refuse', reason };
}

const nobodyServes = (live: TrafficSplit) =>
  `no version gets traffic (${describeSplit(live)}): give the stable one 100 %`;

/** Images are tagged `<time>.<sha>` by the pipeline, or with the version alone. */
const isBuildOf = (image: string, version: string) =>
  image.endsWith(`.${version}`) || image.endsWith(`:${version}`);
