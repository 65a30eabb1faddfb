/** What a router was like when a rollout began: its way back needs no more than this, whatever is deleted or untagged by then. */
export interface RouterMemory {
  /** The specification of an App Mesh route. */
  readonly route?: object;
  /** Whose each target group was that had traffic, by its ARN. */
  readonly versions?: Readonly<Record<string, string>>;
}
