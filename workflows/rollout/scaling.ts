/** What was found and done when the scaling of a version was held, for the status and the history. */
export interface HeldScaling {
  /** Names of the ECS services whose scale-in is held; empty where none scales by itself. */
  readonly services: readonly string[];
}
