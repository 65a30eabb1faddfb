/** The two versions of a rollout, by their ids. */
export interface Versions {
  readonly stable: string;
  readonly canary: string;
}

/** What a person does by hand to a service under its rollout. Rejects while it cannot be done, as where nothing is there yet. */
type Hand = (versions: Versions) => Promise<void>;

/** All that a person may do, each by a sentence about what is so afterwards. */
export type Hands = Readonly<Record<string, Hand>>;

/** The same done to either version, with `stable` or `the canary` before each sentence. */
export const toEither = (hands: Readonly<Record<string, (version: string) => Promise<void>>>): Hands =>
  Object.fromEntries(
    Object.entries(hands).flatMap(([what, act]): [string, Hand][] => [
      [`the canary's ${what}`, ({ canary }) => act(canary)],
      [`stable's ${what}`, ({ stable }) => act(stable)],
    ]),
  );
