import { isDeepStrictEqual } from 'node:util';
import type { ResourceKind, Resources } from '../resources/resources.ts';

/** What is sent together; the next step waits until all of it is acknowledged. */
export type Step = Partial<Resources>;

/** The way from one configuration to another on which no route ever leads to a cluster that is not there. */
export interface Transition {
  /** New clusters with their endpoints, next to the old ones. */
  readonly make: Step;
  /** Listeners and routes that use them, and no longer those that go. */
  readonly use: Step;
  /** Takes away what nothing uses. */
  readonly remove: Step;
  /** The clusters that go. */
  readonly removed: readonly string[];
}

/** From undefined: an Envoy that has nothing yet is told everything, were it only that there is nothing. */
export function transition(from: Resources | undefined, to: Resources): Transition {
  const { clusters, endpoints, listeners, routes } = to;
  if (from === undefined) {
    return { make: { clusters, endpoints }, use: { listeners, routes }, remove: {}, removed: [] };
  }
  const made = {
    ...to,
    clusters: { ...from.clusters, ...clusters },
    endpoints: { ...from.endpoints, ...endpoints },
  };
  return {
    make: changes(from, made, 'clusters', 'endpoints'),
    use: changes(from, to, 'listeners', 'routes'),
    remove: changes(made, to, 'clusters', 'endpoints'),
    removed: Object.keys(from.clusters).filter((name) => !(name in clusters)),
  };
}

/** Envoy starts over with a holder that changes, and waits for what it holds to be sent once more. */
function changes(from: Resources, to: Resources, holder: ResourceKind, held: ResourceKind): Step {
  if (!isDeepStrictEqual(from[holder], to[holder])) return { [holder]: to[holder], [held]: to[held] };
  return isDeepStrictEqual(from[held], to[held]) ? {} : { [held]: to[held] };
}
