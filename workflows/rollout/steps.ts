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
  /** Whether only somebody counts who is proven to be who they say. */
  readonly verified?: boolean | undefined;
}

/** Who asks. Name and groups are claims, unless a signature proves them. */
export interface Approver {
  readonly by?: string | undefined;
  readonly groups?: readonly string[] | undefined;
  readonly isVerified?: boolean | undefined;
}

/** Whether somebody may open a gate. */
export const mayOpen = (
  { by: asked, verified }: Gate,
  { by, groups = [], isVerified = false }: Approver,
): boolean =>
  (isVerified || verified !== true) &&
  (asked.length === 0 || asked.some((name) => name === by || groups.includes(name)));

/** Whom a gate asks, such as "ann or oncall (logged in)". */
export const approvers = ({ by, verified }: Gate): string =>
  `${by.join(' or ') || 'somebody'}${verified ? ' (logged in)' : ''}`;

/** Steps of equal size, the last of them whatever is left: 33 gives 33, 66, 99, 100. */
export function equalSteps(percent: number, bakeSeconds: number): Step[] {
  const count = Math.ceil(100 / percent);
  return Array.from({ length: count }, (_, i) => ({ weight: Math.min(100, percent * (i + 1)), bakeSeconds }));
}
