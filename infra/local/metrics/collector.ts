import type { EnvoyTask } from './container-insights.ts';
import { deltas, type Reading } from './deltas.ts';
import { sum, type Sample } from './sample.ts';

export interface CollectorPorts {
  /** The tasks that run now. */
  readonly listTasks: () => Promise<readonly EnvoyTask[]>;
  readonly scrape: (task: EnvoyTask) => Promise<Reading>;
}

/** Follows the Envoys of all tasks, and adds up what they count. */
export interface Collector {
  /** Looks for tasks that have come; those that were there at the first look have counted before. */
  discover(): Promise<void>;
  /** What was counted since the last collection, summed over tasks: one sample a series, zeros included. */
  collect(): Promise<Sample[]>;
  /** All that was ever collected. */
  totals(): Iterable<Sample>;
}

interface Followed {
  readonly task: EnvoyTask;
  reading: Reading | undefined;
}

export function createCollector({ listTasks, scrape }: CollectorPorts): Collector {
  const followed = new Map<string, Followed>();
  let listed: ReadonlySet<string> | undefined;
  let totals: ReadonlyMap<string, Sample> = new Map();

  async function readDeltas(one: Followed): Promise<Sample[]> {
    try {
      const reading = await scrape(one.task);
      const counted = deltas(one.reading, reading);
      one.reading = reading;
      return counted;
    } catch {
      // An Envoy that answers again later has lost nothing: its counters have gone on.
      if (!listed?.has(one.task.arn)) followed.delete(one.task.arn);
      return [];
    }
  }

  return {
    async discover() {
      const tasks = await listTasks();
      // Who comes later is seen from its start: all that it has counted is new.
      const reading: Reading | undefined = listed === undefined ? undefined : new Map();
      listed = new Set(tasks.map(({ arn }) => arn));
      for (const task of tasks) if (!followed.has(task.arn)) followed.set(task.arn, { task, reading });
    },
    async collect() {
      const counted = (await Promise.all([...followed.values()].map(readDeltas))).flat();
      totals = sum([...totals.values(), ...counted]);
      return [...sum(counted).values()];
    },
    totals: () => totals.values(),
  };
}
