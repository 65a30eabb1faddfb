/** Where a rollout is, as one place alone tells it. */
export interface Where {
  readonly version: string;
  /** The canary's, in percent. */
  readonly weight: number;
  /** What it waits for. */
  readonly why: string;
  /** Until when it does so at the most; epoch milliseconds. */
  readonly until: number;
}

/** How a rollout has ended, as one place alone tells it. */
export interface End {
  readonly version: string;
  readonly outcome: string;
  readonly reason: string;
}

/** A place where people look to learn what a rollout does; each answers undefined until it tells all of it. */
export interface Place {
  where(version: string): Promise<Where | undefined>;
  end(version: string): Promise<End | undefined>;
}
