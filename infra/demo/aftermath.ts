/** What AWS says when a deployment is over. */
export interface Aftermath {
  /** Versions with traffic; one that the router knows to be less than healthy says so behind its name. */
  readonly serving: readonly string[];
  /** Versions of which something still exists, in any state. */
  readonly existing: readonly string[];
  readonly recordedImage: string | undefined;
}
