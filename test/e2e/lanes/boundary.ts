/**
 * When a worker dies, as seen from one activity: it waits in its queue; it has been picked up and has done nothing yet; it has done its
 * work and told nobody; its result has reached the rollout, which has told nobody what follows.
 */
export const MOMENTS = ['scheduled', 'started', 'done', 'returned'] as const;
export type Moment = (typeof MOMENTS)[number];

/** One place in a rollout's history where its worker may die; an activity is named like «shiftTraffic#2», its second call. */
export interface Boundary {
  readonly activity: string;
  readonly moment: Moment;
}
