/** What a router was like when a rollout began: its way back needs no more than this, whatever is deleted or untagged by then. */
export interface RouterMemory {
  /** The specification of an App Mesh route. */
  readonly route?: object;
  /** Whose each target group is that had traffic at the start, or has the canary's tasks, by its ARN. */
  readonly versions?: Readonly<Record<string, string>>;
  /** ARNs of the target groups that the rule forwarded to. */
  readonly groups?: readonly string[];
  /** Whether it can go on naming a version that is being removed: the next rollout finds there what could not be. */
  readonly namesWhoGoes?: boolean;
}

/** Type of the failure of a router that is gone, and that is not Serin's to make again. */
export const ROUTER_GONE = 'RouterGone';
