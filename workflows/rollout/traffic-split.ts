/** One version's part of the traffic; `weight` is in percent. */
export interface Share {
  readonly version: string;
  readonly weight: number;
}

/** Who gets how much. Empty: the router knows no version of this service. The order is the router's own. */
export type TrafficSplit = readonly Share[];

/** All traffic to one version. */
export const allTo = (version: string): TrafficSplit => [{ version, weight: 100 }];

/** A step of a canary, written `[old, new]`; on a first deployment there is no old version to share with. */
export const splitAt = (weight: number, canary: string, stable?: string): TrafficSplit =>
  stable === undefined
    ? allTo(canary)
    : [
        { version: stable, weight: 100 - weight },
        { version: canary, weight },
      ];

/** A split with versions in it that get nothing. */
export const beside = (serving: TrafficSplit, idle: readonly string[]): TrafficSplit => [
  ...serving,
  ...idle.map((version) => ({ version, weight: 0 })),
];

/** All traffic to stable; those who go stay where they are in the split, at weight 0. */
export const onlyServing = (stable: string, going: readonly string[], live: TrafficSplit): TrafficSplit =>
  live
    .filter(({ version }) => version === stable || going.includes(version))
    .map(({ version }) => ({ version, weight: version === stable ? 100 : 0 }));

/** A canary's weight in a split that it shares with stable alone; undefined in any other. */
export const weightIn = (split: TrafficSplit, canary: string, stable?: string): number | undefined =>
  split.every(({ version, weight }) => weight === 0 || version === canary || version === stable)
    ? (split.find(({ version }) => version === canary)?.weight ?? 0)
    : undefined;

/** Versions that a split names and another one does not, with traffic or without. */
export const namedBesides = (split: TrafficSplit, other: TrafficSplit): string[] =>
  split.map(({ version }) => version).filter((version) => !other.some((share) => share.version === version));

/** Equal in what callers see: shares of weight 0 and the order of shares do not matter. */
export function sameTraffic(a: TrafficSplit, b: TrafficSplit): boolean {
  const shares = (split: TrafficSplit) =>
    JSON.stringify(
      split
        .filter((s) => s.weight > 0)
        .map((s) => [s.version, s.weight])
        .sort(),
    );
  return shares(a) === shares(b);
}

/** Equal as the router holds them: the same versions, in order, with the same weights. */
export const sameSplit = (a: TrafficSplit, b: TrafficSplit): boolean =>
  a.length === b.length &&
  a.every((share, i) => share.version === b[i]?.version && share.weight === b[i].weight);

/** `67/33`-like, with names: "v1 67 %, v2 33 %". */
export const describeSplit = (split: TrafficSplit): string =>
  split.map(({ version, weight }) => `${version} ${weight} %`).join(', ') || 'no version';

/** Who gets how much, and what is wanted where callers see something else. */
export const describeTraffic = (readBack: TrafficSplit, wanted: TrafficSplit): string =>
  wanted.length === 0 || sameTraffic(wanted, readBack)
    ? describeSplit(readBack)
    : `${describeSplit(readBack)} (wanted: ${describeSplit(wanted)})`;
