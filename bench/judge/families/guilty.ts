import type { Conditions } from '../../../client/simulation/traffic.ts';
import { endpoints } from './innocent.ts';
import { type Family, scenarioAt } from './family.ts';
import { stickyClients, unlikeTasks } from './tasks.ts';

const works: Conditions = { errorRate: 0.001 };
const quick: Conditions = { ...works, medianMs: 50 };

/** Versions that are worse than stable in ways that are easily overlooked. */
export const guilty: readonly Family[] = [
  {
    name: 'slow under all of the traffic',
    right: 'rollBack',
    why: 'as fast as stable up to 90 %, three times as slow at 100 %, where stable has no traffic to compare with',
    scenarios: [10, 100].map((rate) =>
      scenarioAt(
        rate,
        (_, _from, { weight }) => ({
          stable: quick,
          canary: { ...quick, medianMs: weight === 100 ? 150 : 50 },
        }),
        { latency: true, harm: 1 },
      ),
    ),
  },
  {
    name: 'fails under all of the traffic',
    right: 'rollBack',
    why: 'errors double, from 1 %, or come to 5 %, from 0.1 %, at 100 %',
    scenarios: [
      [10, 0.01, 0.02],
      [100, 0.01, 0.02],
      [10, 0.001, 0.05],
    ].map(([rate = 0, healthy = 0, bad = 0]) => ({
      ...scenarioAt(
        rate,
        (_, _from, { weight }) => ({
          stable: { errorRate: healthy },
          canary: { errorRate: weight === 100 ? bad : healthy },
        }),
        { harm: bad - healthy },
      ),
      name: `${rate}/s, ${100 * healthy} → ${100 * bad} %`,
    })),
  },
  {
    name: 'worse than stable on a worse day',
    right: 'rollBack',
    why: 'stable fails 1 % today and 0.1 % before, the canary 6 %',
    scenarios: [10, 100].map((rate) =>
      scenarioAt(rate, () => ({ stable: { errorRate: 0.01 }, canary: { errorRate: 0.06 } }), {
        before: works,
        harm: 0.05,
      }),
    ),
  },
  {
    name: 'one endpoint fails, under an easier mix',
    right: 'rollBack',
    why: 'its slow endpoint fails 8 % instead of 3 %, but gets half as many requests as of stable',
    scenarios: [10, 100].map((rate) =>
      scenarioAt(rate, () => ({ stable: endpoints(0.4), canary: endpoints(0.2, { errorRate: 0.08 }) }), {
        before: endpoints(0.4),
        latency: true,
        harm: 0.01,
      }),
    ),
  },
  {
    name: 'worse than tasks that differ',
    right: 'rollBack',
    why: 'five points more than its tasks would fail as stable, or beside clients who stick',
    scenarios: [10, 100].flatMap((rate) => [
      { ...scenarioAt(rate, unlikeTasks(0.01, 0.7, 0.05), { harm: 0.05 }), name: `${rate}/s, tasks` },
      { ...scenarioAt(rate, stickyClients(2000, 0.05), { harm: 0.05 }), name: `${rate}/s, clients` },
    ]),
  },
  {
    name: 'cannot be reached',
    right: 'rollBack',
    why: 'callers get no answer, so that the canary counts no failure',
    scenarios: [10, 100].map((rate) =>
      scenarioAt(rate, () => ({ stable: works, canary: works }), { traffic: { canaryReach: 0 }, harm: 1 }),
    ),
  },
  {
    name: 'a slow tail',
    right: 'rollBack',
    why: 'a few requests take much longer',
    scenarios: [
      [10, 0.02, 10],
      [100, 0.02, 10],
      [10, 0.1, 3],
    ].map(([rate = 0, share = 0, factor = 0]) => ({
      ...scenarioAt(rate, () => ({ stable: quick, canary: { ...quick, tail: { share, factor } } }), {
        latency: true,
        harm: share,
        before: quick,
      }),
      name: `${rate}/s, ${100 * share} % × ${factor}`,
    })),
  },
  {
    name: 'a tail that grows',
    right: 'rollBack',
    why: 'two of a hundred requests get slower and slower, up to 20 times in 20 minutes',
    scenarios: [10, 100].map((rate) =>
      scenarioAt(
        rate,
        (_, from) => ({
          stable: quick,
          canary: { ...quick, tail: { share: 0.02, factor: 1 + 19 * Math.min(1, from / 1200) } },
        }),
        { latency: true, harm: 0.02, before: quick },
      ),
    ),
  },
  {
    name: 'bursts',
    right: 'rollBack',
    why: 'the canary alone fails everything for three seconds in each five minutes',
    scenarios: [10, 100, 1000].map((rate) =>
      scenarioAt(
        rate,
        (_, from) => ({ stable: works, canary: { errorRate: from % 300 === 30 ? 0.3 : works.errorRate } }),
        { harm: 0.01, before: works },
      ),
    ),
  },
  {
    name: 'slow after its warm-up',
    right: 'rollBack',
    why: 'five times as slow at first, and twice as slow for good',
    scenarios: [10, 100].map((rate) =>
      scenarioAt(
        rate,
        (_, from) => ({
          stable: quick,
          canary: { ...quick, medianMs: 50 * Math.max(2, 5 ** Math.max(0, 1 - from / 60)) },
        }),
        { latency: true, harm: 1, before: quick },
      ),
    ),
  },
];
