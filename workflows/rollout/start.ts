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
  /** A dead rollout left a split, and the version record tells who was stable. */
  | { readonly kind: 'mend'; readonly stable: string; readonly reason: string }
  | { readonly kind: 'refuse'; readonly reason: string };

/**
 * Decides how to begin from the live split: the router knows best who serves, the record only helps with doubt. A plan
 * that says who is stable may begin with any split of the two.
 *
 * @param stable the version that the plan says is stable, if it says so
 */
export function decideStart(
  live: TrafficSplit,
  record: VersionRecord | undefined,
  canary: string,
  stable?: string,
): Start {
  const serving = live.filter(({ weight }) => weight > 0);
  const [only] = serving;
  if (only === undefined) {
    return live.length === 0 && stable === undefined
      ? { kind: 'firstDeployment' }
      : { kind: 'refuse', reason: nobodyServes(live) };
  }
  if (serving.length === 1 && only.version === canary)
    return { kind: 'refuse', reason: `version ${canary} already serves all traffic` };
  if (stable !== undefined) return fromStated(stable, canary, live);
  if (serving.length === 1) return { kind: 'canary', stable: only.version };
  const recorded = serving.find(({ version }) => record && isBuildOf(record.image, version));
  if (recorded && recorded.version !== canary) {
    const reason = `an earlier rollout left the traffic split (${describeSplit(live)}); ${recorded.version} is the recorded version`;
    return { kind: 'mend', stable: recorded.version, reason };
  }
  return {
    kind: 'refuse',
    reason: `traffic is split (${describeSplit(live)}) and no record tells which version is stable: give one of them 100 %`,
  };
}

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
