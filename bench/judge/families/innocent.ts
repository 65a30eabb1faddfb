import type { Conditions, Weather } from '../../../client/simulation/traffic.ts';
import { type Family, scenarioAt } from './family.ts';
import { oneBadTask, stickyClients, unlikeTasks } from './tasks.ts';

const works: Conditions = { errorRate: 0.001 };
const both =
  (conditions: Conditions): Weather =>
  () => ({ stable: conditions, canary: conditions });

/** An outage of what both versions share; the canary's buckets are scraped `lateSeconds` after stable's. */
function outage(errorRate: number, lateSeconds: number): Weather {
  const shareOf = (from: number) => Math.max(0, Math.min(from + 10, 240) - Math.max(from, 120)) / 10;
  const seen = (from: number): Conditions => {
    const share = shareOf(from);
    return { errorRate: share * errorRate + (1 - share) * works.errorRate };
  };
  return (_, from) => ({ stable: seen(from), canary: seen(from + lateSeconds) });
}

/** A quick endpoint that hardly fails, and a slow one that fails more; `slow` is the share of its requests. */
export const endpoints = (slow: number, ofSlow: Partial<Conditions> = {}): Conditions => ({
  errorRate: 0,
  strata: {
    list: { share: 1 - slow, errorRate: 0.001, medianMs: 20 },
    search: { share: slow, errorRate: 0.03, medianMs: 300, ...ofSlow },
  },
});

/** Versions that are no worse than stable, in weather that may make them look so. */
export const innocent: readonly Family[] = [
  {
    name: 'a fix of a service that is down',
    right: 'promote',
    why: 'stable fails everything, the canary nothing',
    scenarios: [1, 10, 100].map((rate) =>
      scenarioAt(rate, () => ({ stable: { errorRate: 1 }, canary: { errorRate: 0 } })),
    ),
  },
  {
    name: 'a fix of a service that fails three of ten',
    right: 'promote',
    why: 'a better canary is no evidence against itself',
    scenarios: [10, 100].map((rate) =>
      scenarioAt(rate, () => ({ stable: { errorRate: 0.3 }, canary: { errorRate: 0.001 } })),
    ),
  },
  {
    name: 'a day worse than all before',
    right: 'promote',
    why: 'both fail 1 % today, stable failed 0.1 % before',
    scenarios: [1, 10, 100].map((rate) => scenarioAt(rate, both({ errorRate: 0.01 }), { before: works })),
  },
  {
    name: 'callers who stick to stable',
    right: 'promote',
    why: 'the canary gets a third, a seventh, a twentieth of its weight, and all of it works',
    scenarios: [0.3, 0.15, 0.05].map((canaryShare) => ({
      ...scenarioAt(10, both(works), { traffic: { canaryShare } }),
      name: `10/s, ${canaryShare} of the weight`,
    })),
  },
  {
    name: 'counts that get lost',
    right: 'promote',
    why: 'a tenth of the counts of one bucket a minute is no unreachable canary',
    scenarios: [10, 100].map((rate) =>
      scenarioAt(rate, (_, from) => ({
        stable: works,
        canary: { ...works, counted: from % 60 === 30 ? 0.1 : 1 },
      })),
    ),
  },
  {
    name: 'a minute of warm-up',
    right: 'promote',
    why: 'five times as slow at first, as fast as stable after a minute',
    scenarios: [10, 100].map((rate) =>
      scenarioAt(
        rate,
        (_, from) => ({
          stable: { ...works, medianMs: 50 },
          canary: { ...works, medianMs: 50 * 5 ** Math.max(0, 1 - from / 60) },
        }),
        { latency: true },
      ),
    ),
  },
  {
    name: 'new tasks at each step',
    right: 'promote',
    why: 'the tasks that a step adds are five times as slow for 20 s',
    scenarios: [10, 100].map((rate) =>
      scenarioAt(
        rate,
        (_, from, { weight, since }) => ({
          stable: { ...works, medianMs: 50 },
          canary: {
            ...works,
            medianMs: 50,
            ...(from < since + 20 ? { tail: { share: Math.min(1, 10 / weight), factor: 5 } } : {}),
          },
        }),
        { latency: true, tasksGrow: true },
      ),
    ),
  },
  {
    name: 'another mix of endpoints',
    right: 'promote',
    why: 'half of its requests go to the slow endpoint, a tenth of those of stable',
    scenarios: [10, 100].map((rate) =>
      scenarioAt(rate, () => ({ stable: endpoints(0.1), canary: endpoints(0.5) }), {
        before: endpoints(0.1),
        latency: true,
      }),
    ),
  },
  {
    name: 'few broken clients who stick',
    right: 'promote',
    why: 'one client of a hundred fails all that it asks for, and keeps to one task',
    scenarios: [200, 2000, 20_000].flatMap((clients) =>
      [10, 100].map((rate) => ({
        ...scenarioAt(rate, stickyClients(clients)),
        name: `${rate}/s, ${clients} clients`,
      })),
    ),
  },
  {
    name: 'tasks that differ',
    right: 'promote',
    why: 'each task of both versions fails about 1 % for good, one less and another more',
    scenarios: [10, 100].map((rate) => scenarioAt(rate, unlikeTasks(0.01, 0.7))),
  },
  {
    name: 'one bad task of stable',
    right: 'promote',
    why: 'it fails a third of its requests, the canary none',
    scenarios: [10, 100].map((rate) => scenarioAt(rate, oneBadTask(0.3))),
  },
  {
    name: 'a shared outage, seen some seconds apart',
    right: 'promote',
    why: 'it meets both; only the scrapes differ',
    scenarios: [1, 0.3].flatMap((errorRate) =>
      [-10, -5, 5, 10].flatMap((late) =>
        [10, 100].map((rate) => ({
          ...scenarioAt(rate, outage(errorRate, late), { before: works, countedApart: true }),
          name: `${rate}/s, ${100 * errorRate} %, ${late} s`,
        })),
      ),
    ),
  },
];

const milliseconds = (medianMs: number, latencySigma = 0.8): Conditions => ({
  errorRate: 0.001,
  medianMs,
  latencySigma,
});
const slower = (rate: number, stable: Conditions, canary: Conditions, name: string) => ({
  ...scenarioAt(rate, () => ({ stable, canary }), { before: stable, latency: true }),
  name: `${rate}/s, ${name}`,
});

/** Versions that are worse by less than anybody minds. */
export const indifferent: Family = {
  name: 'differences that do not matter',
  right: 'promote',
  why: 'below the tolerance, however much traffic there is',
  scenarios: [
    ...[10, 100, 1000].map((rate) =>
      slower(rate, milliseconds(49.5, 0.05), milliseconds(50.5, 0.05), '49.5 → 50.5 ms of a tight service'),
    ),
    ...[100, 5000].map((rate) => slower(rate, milliseconds(50), milliseconds(52.5), '× 1.05')),
    ...[100, 5000].map((rate) =>
      slower(rate, milliseconds(4.5, 0.2), milliseconds(5.9, 0.2), '4.5 → 5.9 ms'),
    ),
    {
      ...scenarioAt(5000, () => ({ stable: { errorRate: 0.0001 }, canary: { errorRate: 0.0004 } }), {
        before: { errorRate: 0.0001 },
      }),
      name: '5000/s, 99.99 → 99.96 %',
    },
  ],
};
