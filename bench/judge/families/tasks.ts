import type { Random } from '../../../client/simulation/random.ts';
import type { Conditions, Weather } from '../../../client/simulation/traffic.ts';

const tasksOfStable = 10;

/** So many tasks has a canary whose tasks grow with its weight. */
const tasksAt = (weight: number): number => Math.max(1, Math.round((tasksOfStable * weight) / 100));

/** The tasks of one version, which share its requests alike. */
const sharedBy = (side: string, tasks: readonly Conditions[]): Conditions => ({
  errorRate: 0,
  strata: Object.fromEntries(
    tasks.map((task, i) => [`${side} ${i}`, { ...task, share: 1 / tasks.length }] as const),
  ),
});

/** What is drawn once for each rollout. */
function drawnOnce<T>(draw: (random: Random) => T): (random: Random) => T {
  const drawn = new WeakMap<Random, T>();
  return (random) => {
    const known = drawn.get(random) ?? draw(random);
    drawn.set(random, known);
    return known;
  };
}

/** Tasks of two versions of which each has an error rate of its own, for good; the canary's fail `extra` more. */
export function unlikeTasks(errorRate: number, sigma: number, extra = 0): Weather {
  const rates = drawnOnce((random) =>
    Array.from({ length: 2 * tasksOfStable }, () => errorRate * Math.exp(sigma * random.normal())),
  );
  return (random, _, { weight }) => {
    const all = rates(random);
    const of = (from: number, tasks: number, more: number) =>
      all.slice(from, from + tasks).map((rate) => ({ errorRate: Math.min(1, rate + more) }));
    return {
      stable: sharedBy('stable', of(0, tasksOfStable, 0)),
      canary: sharedBy('canary', of(tasksOfStable, tasksAt(weight), extra)),
    };
  };
}

/** One task of stable fails a share of its requests, all others next to none. */
export function oneBadTask(errorRate: number): Weather {
  const good: Conditions = { errorRate: 0.001 };
  const others = Array.from({ length: tasksOfStable - 1 }, () => good);
  return (_, _from, { weight }) => ({
    stable: sharedBy('stable', [{ errorRate }, ...others]),
    canary: sharedBy(
      'canary',
      Array.from({ length: tasksAt(weight) }, () => good),
    ),
  });
}

/** Where a client is: below the canary's share it is the canary's; of a version it keeps to one task. */
interface Client {
  readonly place: number;
  readonly task: number;
}

/** One of a hundred clients fails all that it asks for, wherever it is; each keeps to its version, and to its task. The canary fails `extra` more. */
export function stickyClients(clients: number, extra = 0): Weather {
  const broken = drawnOnce((random) =>
    Array.from({ length: Math.round(clients / 100) }, (): Client => ({
      place: random.uniform(),
      task: random.uniform(),
    })),
  );
  return (random, _, { weight }) => {
    const isCanarys = ({ place }: Client) => place < weight / 100;
    const version = (side: string, share: number, tasks: number, own: readonly Client[], more: number) => {
      const ofTask = (share * clients) / tasks;
      const brokenOf = (i: number) => own.filter(({ task }) => Math.floor(task * tasks) === i).length;
      return sharedBy(
        side,
        Array.from({ length: tasks }, (__, i) => ({
          errorRate: Math.min(1, brokenOf(i) / Math.max(1, ofTask) + more),
        })),
      );
    };
    const all = broken(random);
    const of = (isOwn: boolean) => all.filter((client) => isCanarys(client) === isOwn);
    return {
      stable: version('stable', 1 - weight / 100, tasksOfStable, of(false), 0),
      canary: version('canary', weight / 100, tasksAt(weight), of(true), extra),
    };
  };
}
