import type { PlanModel } from '../../dashboard/model/plan.ts';
import type { Whole } from './whole.ts';

/** All that a plan's page can show, with nothing left out. */
export const WHOLE_PLAN: Whole<PlanModel> = {
  at: '2026-03-01T12:00:00.000Z',
  asked: { file: 'environment: shop', versionId: 'v2', image: 'shop:v2' },
  findings: [{ path: 'router.rule', outcome: 'wrong', message: 'a finding', line: 1, column: 2 }],
  planned: {
    environment: 'shop',
    service: 'cart',
    stable: 'v1',
    version: 'v2',
    image: 'shop:v2',
    obstacle: 'an obstacle',
    steps: [
      {
        weight: 25,
        bakeSeconds: 60,
        gate: { by: ['oncall'], seconds: 60, onTimeout: 'advance', verified: true },
      },
    ],
    sentences: ['a sentence'],
    stages: [
      {
        what: 'a stage',
        afterSeconds: 0,
        traffic: 'v1 100 → v1 75, v2 25',
        calls: [{ name: 'elasticloadbalancing ModifyRule', told: '{"weight":25}' }],
      },
    ],
    simulated: {
      traffic: { requestsPerSecond: 10, errorRate: 0.001, strata: ['route'] },
      hours: [{ from: 1772362800, to: 1772366400, requestsPerSecond: 10 }],
      isMeasured: true,
      runs: 40,
      canaries: [
        {
          canaryErrorRate: 0.01,
          rolledBack: 1,
          promoted: 0,
          undecided: 0,
          detectionSeconds: { median: 60, p95: 120 },
          durationSeconds: 600,
          failedRequests: 3,
        },
      ],
    },
    plots: [
      {
        plot: {
          name: 'weight',
          title: 'a plot',
          unit: '%',
          scale: 'linear',
          times: [0, 60],
          lines: [{ label: 'v2', of: 'canary', stepped: true, faintness: 1, values: [0, 25] }],
        },
        seconds: 60,
      },
    ],
    dayPlots: [
      {
        plot: {
          name: 'requests',
          title: 'a plot of a day',
          unit: '/s',
          scale: 'linear',
          times: [1772362800, 1772366400],
          lines: [{ label: 'requests', of: 'stable', stepped: true, faintness: 1, values: [5, 15] }],
        },
        span: { from: 1772362800, to: 1772366400 },
      },
    ],
  },
};
