import type { MetricSource } from '../../activities/metric-sources/source.ts';
import { World, worldServing } from './world.ts';

/** Failed requests of the canary at a moment: so long after it got a weight, or, before it got any, after the first shift. */
export interface Failures {
  readonly count: number;
  readonly after: number;
  /** The weight that it had just got; the first one unless given. */
  readonly at?: number;
}

export interface MinuteTraffic {
  readonly failures?: readonly Failures[];
  /** Requests of the canary that succeed, a second; one unless given. */
  readonly requestsPerSecond?: number;
  /** How long after its end CloudWatch shows a minute. */
  readonly lateSeconds?: number;
}

/** A world whose metrics are CloudWatch's: one value a minute, of what happened within it, shown some time after its end. */
export class MinuteWorld extends World {
  /** When the canary got which weight; epoch seconds. */
  readonly shifts: { readonly at: number; readonly weight: number }[] = [];
  readonly #now: () => Promise<number>;

  constructor(now: () => Promise<number>, serving: string | undefined, traffic: MinuteTraffic) {
    super();
    this.#now = now;
    if (serving !== undefined) {
      const { running, split, record } = worldServing(serving);
      for (const version of running) this.running.add(version);
      this.split = split;
      this.record = record;
    }
    const { write } = this.router;
    this.router.write = async (split) => {
      const weight = split.find(({ version }) => version === 'v2')?.weight ?? 0;
      if (weight !== (this.shifts.at(-1)?.weight ?? 0)) this.shifts.push({ at: await now(), weight });
      return write(split);
    };
    this.source = sourceOf(this, traffic, () => this.#now());
  }
}

const sourceOf = (
  { shifts }: MinuteWorld,
  { failures = [], requestsPerSecond = 1, lateSeconds = 75 }: MinuteTraffic,
  clock: () => Promise<number>,
): MetricSource => ({
  queries: async () => [],
  history: async () => ({ buckets: [] }),
  async read(_versions, span) {
    const now = await clock();
    const buckets = [];
    for (
      let from = Math.ceil(span.from / 60) * 60;
      from < span.to && from + 60 + lateSeconds <= now;
      from += 60
    ) {
      const within = (moment: number) => moment >= from && moment < from + 60;
      const seconds = Array.from({ length: 60 }, (_, i) => from + i + 0.5);
      const served = seconds.filter((moment) => (shifts.findLast(({ at }) => at <= moment)?.weight ?? 0) > 0);
      const errors = failures
        .filter(({ after, at }) => {
          const shift = at === undefined ? shifts[0] : shifts.find(({ weight }) => weight === at);
          return shift !== undefined && within(shift.at + after);
        })
        .reduce((sum, { count }) => sum + count, 0);
      const requests = Math.round(served.length * requestsPerSecond) + errors;
      if (requests > 0) buckets.push({ from, to: from + 60, canary: { requests, errors } });
    }
    return buckets;
  },
});
