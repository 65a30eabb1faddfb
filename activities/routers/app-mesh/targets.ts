import type { WeightedTarget } from '@aws-sdk/client-app-mesh';
import { nodeOf, versionOf, type NodeNames } from '../../../workflows/rollout/node-names.ts';
import type { TrafficSplit } from '../../../workflows/rollout/traffic-split.ts';

/** What targets mean to callers: App Mesh's weights are relative, so 2:1 is 67 % and 33 %. */
export function splitOf(targets: readonly WeightedTarget[], names: NodeNames): TrafficSplit {
  const percents = percentsOf(targets.map(({ weight = 0 }) => weight));
  return targets.map(({ virtualNode = '' }, i) => ({
    version: versionOf(names, virtualNode),
    weight: percents[i]!,
  }));
}

/** Targets of a split alone. One that is there already keeps its port, and new ones take the port of the others. */
export function targetsOfSplit(
  split: TrafficSplit,
  present: readonly WeightedTarget[],
  names: NodeNames,
): WeightedTarget[] {
  return split.map(({ version, weight }) => {
    const known = present.find(({ virtualNode }) => virtualNode === version);
    const virtualNode = known ? version : nodeOf(names, version);
    const { port } = present.find((target) => target.virtualNode === virtualNode) ?? present[0] ?? {};
    return { virtualNode, weight, ...(port === undefined ? {} : { port }) };
  });
}

/** Targets that were there before stay, in their order, at weight 0 where the split gives them nothing. */
export function givenTargets(
  split: TrafficSplit,
  present: readonly WeightedTarget[],
  names: NodeNames,
): WeightedTarget[] {
  const wanted = targetsOfSplit(split, present, names);
  const isPresent = (node: string | undefined) => present.some(({ virtualNode }) => virtualNode === node);
  return [
    ...present.map((target) => ({
      ...target,
      weight: wanted.find(({ virtualNode }) => virtualNode === target.virtualNode)?.weight ?? 0,
    })),
    ...wanted.filter(({ virtualNode, weight }) => !isPresent(virtualNode) && weight !== 0),
  ];
}

/** Whole percents that add up to 100: the greatest gets what rounding leaves. App Mesh's weights add up to 100 at most. */
function percentsOf(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return [...weights];
  const rounded = weights.map((weight) => Math.round((100 * weight) / total));
  const greatest = weights.indexOf(Math.max(...weights));
  const others = rounded.reduce((sum, percent, i) => (i === greatest ? sum : sum + percent), 0);
  return rounded.map((percent, i) => (i === greatest ? 100 - others : percent));
}
