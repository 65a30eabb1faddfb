import { seeded } from '../../client/simulation/random.ts';
import type { Operation } from '../fakes/world.ts';

/** Something that befalls a soak: a process dies by SIGKILL, or the outside world of a rollout fails or loses its reply. */
export type Blow =
  | { readonly kind: 'killWorker'; readonly worker: number }
  | { readonly kind: 'killTemporal' }
  | { readonly kind: 'fault'; readonly lane: number; readonly operation: Operation; readonly isLost: boolean }
  | { readonly kind: 'abort'; readonly lane: number };

/** A blow, and when it comes, in seconds from the beginning. */
export type Timed = Blow & { readonly at: number };

/** How large a soak is. */
export interface Size {
  readonly seconds: number;
  readonly lanes: number;
  readonly workers: number;
}

/** What calls of AWS fail, each of which is tried again, or looked at first. */
const FAILING: readonly Operation[] = ['read', 'write', 'create', 'readiness', 'remove', 'sample'];

/** Calls whose reply may be lost after they have had their effect. */
const LOSING: readonly Operation[] = ['write', 'create', 'remove'];

/** Mean times between blows of a kind, in seconds; of faults and aborts for each rollout in flight. */
const BETWEEN = { killWorker: 60, killTemporal: 600, fault: 120, abort: 600 };

/** Worker 0 is left alone in the second half, where its memory is looked at. */
const SPARED = 0;

/** The blows of a soak, the same for the same seed. At least one worker dies, and the server once. */
export function blowsFor(seed: number, { seconds, lanes, workers }: Size): readonly Timed[] {
  const chance = seeded(seed);
  const below = (count: number) => Math.floor(chance.uniform() * count);
  const times = (between: number, least: number) =>
    Array.from({ length: Math.max(least, Math.round(seconds / between)) }, () => chance.uniform() * seconds);
  const workerAt = (at: number) => {
    const worker = below(workers);
    return worker === SPARED && at > seconds / 2 ? (worker + 1) % workers : worker;
  };
  return [
    ...times(BETWEEN.killWorker, 1).map((at) => ({ at, kind: 'killWorker' as const, worker: workerAt(at) })),
    ...times(BETWEEN.killTemporal, 1).map((at) => ({ at, kind: 'killTemporal' as const })),
    ...times(BETWEEN.fault / lanes, 1).map((at) => {
      const isLost = chance.uniform() < 0.5;
      const operations = isLost ? LOSING : FAILING;
      const operation = operations[below(operations.length)]!;
      return { at, kind: 'fault' as const, lane: below(lanes), operation, isLost };
    }),
    ...times(BETWEEN.abort / lanes, 0).map((at) => ({ at, kind: 'abort' as const, lane: below(lanes) })),
  ].sort((a, b) => a.at - b.at);
}
