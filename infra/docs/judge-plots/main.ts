import { settlePlan } from '../../../activities/plan/settle.ts';
import type { RolloutPlan } from '../../../workflows/rollout/plan.ts';
import type { Conditions } from '../../../client/simulation/traffic.ts';
import { startChromium } from '../../local/browser/chromium.ts';
import { CANARIES, REQUESTS_PER_SECOND } from './canaries.ts';
import { evidenceAgainst } from './evidence.ts';
import { draw, type Plot } from './plot.ts';
import { weightsOf } from './weights.ts';

// Draws the plots of docs/judge.md: canaries of drawn traffic before the judge that rollouts have. The same seed, the same plots.
const SEED = 7;
const MINUTES = 60;

/** A plan of the same service, by its steps and its judge. */
function planWith(fields: Readonly<Record<string, unknown>>): RolloutPlan {
  const settled = settlePlan({ ...FILE, ...fields });
  if (!settled.ok) throw new Error(JSON.stringify(settled.problems));
  return settled.value;
}

const FILE = {
  environment: 'shop',
  service: 'cart',
  version: { id: 'v2', image: 'shop/cart:v2' },
  stable: 'v1',
  router: { kind: 'appMesh', protocol: 'http', nodes: { v1: 'cart-v1', v2: 'cart-v2' } },
  provisioner: { kind: 'given', services: { v1: 'cart-v1', v2: 'cart-v2' } },
  metrics: { kind: 'envoy', address: 'http://prometheus.internal:9090', port: 8080 },
  finalBakeSeconds: 600,
};

/** A ladder for the judges that look at the end of each step. */
const STEPS = [10, 25, 50].map((weight) => ({ weight, bakeSeconds: 120 }));
const COUNTED = { kind: 'errorCount', threshold: 40, windowSeconds: 120 };
const OBJECTIVES = {
  kind: 'threshold',
  objectives: [
    { metric: 'successRate', atLeast: 0.99 },
    { metric: 'latency', percentile: 95, atMostMs: 600 },
  ],
};

const [least, most] = [0.01, 10_000];
const traffic = `${REQUESTS_PER_SECOND} requests a second`;
/** The others go as one of these does. */
const OF_WEIGHTS = ['as good as stable', 'one point more errors', 'every request fails'];
const weights = (plan: RolloutPlan, title: string, titles?: readonly string[]): Plot => ({
  title: `${title} at ${traffic}; 0 % is rolled back`,
  lines: lines((canary) => weightsOf(plan, canary, 60 * MINUTES, SEED), titles),
  range: [0, 105],
  stepped: true,
});

type Points = readonly [number, number][];
const lines = (of: (canary: Conditions) => Points, titles: readonly string[] = Object.keys(CANARIES)) =>
  Object.fromEntries(
    Object.entries(CANARIES).flatMap(([title, canary]): [string, Points][] =>
      titles.includes(title) ? [[title, of(canary)]] : [],
    ),
  );

const plots: Readonly<Record<string, Plot>> = {
  'judge-evidence': {
    title: `Evidence against canaries that get 10 % of ${traffic}`,
    lines: lines((canary) =>
      evidenceAgainst(canary, 4 * MINUTES, SEED).map(([at, M]) => [at, Math.min(Math.max(M, least), most)]),
    ),
    range: [least, most],
    logarithmic: true,
    marks: { '100: rolled back': 100, '10: the weight is kept': 10 },
  },
  'judge-weights': weights(planWith({ steps: 'auto' }), 'Weights by "steps: auto"', OF_WEIGHTS),
  'judge-error-count': weights(
    planWith({ steps: STEPS, judge: COUNTED }),
    'Weights under errorCount with 40 allowed',
    ['as good as stable', 'one point more errors', 'five points more errors', 'every request fails'],
  ),
  'judge-threshold': weights(planWith({ steps: STEPS, judge: OBJECTIVES }), 'Weights under threshold', [
    'as good as stable',
    'half as slow again',
    'one point more errors',
    'every request fails',
  ]),
};

const browser = await startChromium();
try {
  for (const [name, plot] of Object.entries(plots)) await draw(browser, plot, `docs/images/${name}.png`);
} finally {
  await browser.close();
}
