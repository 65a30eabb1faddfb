/** Canary weight in percent of traffic, 1 to 100, and how long it is watched. */
export interface Step {
  readonly weight: number;
  readonly bakeSeconds: number;
  /** Who has to approve before the rollout goes on from here. */
  readonly gate?: Gate;
}

/** A question to people at the end of a step. */
export interface Gate {
  /** Names or groups of which one has to approve; anybody where empty. */
  readonly by: readonly string[];
  /** How long it stays open for an answer, from the moment the step has passed. */
  readonly seconds: number;
  /** What silence means. */
  readonly onTimeout: 'rollBack' | 'advance';
}

/** Whether somebody of this name, or in these groups, may open a gate. Names are claims: who may send commands at all is Temporal's to say. */
export const mayOpen = (gate: Gate, by: string | undefined, groups: readonly string[] = []): boolean =>
  gate.by.length === 0 || gate.by.some((name) => name === by || groups.includes(name));

/** Steps of equal size, the last of them whatever is left: 33 gives 33, 66, 99, 100. */
export function equalSteps(percent: number, bakeSeconds: number): Step[] {
  const count = Math.ceil(100 / percent);
  return Array.from({ length: count }, (_, i) => ({ weight: Math.min(100, percent * (i + 1)), bakeSeconds }));
}
