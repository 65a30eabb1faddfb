/** How ECS shifts traffic: in equal steps, by one step and the rest, or all at once. Percents of traffic. */
export type NativeStrategy =
  | { readonly kind: 'linear'; readonly stepPercent: number }
  | { readonly kind: 'canary'; readonly canaryPercent: number }
  | { readonly kind: 'blueGreen' };

/**
 * The least that ECS shifts in one of equal steps.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinearConfiguration.html
 */
const LEAST_STEP_PERCENT = 3;

/** The strategy that goes by these weights before 100 %; undefined where ECS has none. */
export function strategyOf(weights: readonly number[]): NativeStrategy | undefined {
  const [first] = weights;
  if (first === undefined) return { kind: 'blueGreen' };
  if (weights.length === 1 && first < 50) return { kind: 'canary', canaryPercent: first };
  const isLinear = first >= LEAST_STEP_PERCENT && same(weights, equalSteps(first));
  if (isLinear) return { kind: 'linear', stepPercent: first };
  return weights.length === 1 ? { kind: 'canary', canaryPercent: first } : undefined;
}

/** The weights before 100 % that a strategy goes by. */
export function weightsOf(strategy: NativeStrategy): readonly number[] {
  switch (strategy.kind) {
    case 'linear':
      return equalSteps(strategy.stepPercent);
    case 'canary':
      return strategy.canaryPercent < 100 ? [strategy.canaryPercent] : [];
    case 'blueGreen':
      return [];
  }
}

/** What ECS can do that is nearest: as many equal steps as there are, or as nearly so. */
export function nearestWeights(weights: readonly number[]): readonly number[] {
  return equalSteps(Math.max(LEAST_STEP_PERCENT, Math.ceil(100 / (weights.length + 1))));
}

const equalSteps = (percent: number): number[] =>
  Array.from({ length: Math.ceil(100 / percent) - 1 }, (_, i) => rounded((i + 1) * percent));

/** In tenths, as ECS counts. */
const rounded = (percent: number): number => Math.round(percent * 10) / 10;

const same = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((weight, i) => weight === b[i]);
