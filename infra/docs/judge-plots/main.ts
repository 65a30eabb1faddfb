import { settlePlan } from '../../../activities/plan/settle.ts';
import type { Conditions } from '../../../client/simulation/traffic.ts';
import { startChromium } from '../../local/browser/chromium.ts';
import { CANARIES, REQUESTS_PER_SECOND } from './canaries.ts';
import { evidenceAgainst } from './evidence.ts';
import { draw, type Plot } from './plot.ts';
import { weightsOf } from './weights.ts';

// Draws the plots of docs/judge.md: canaries of drawn traffic before the judge that rollouts have. The same seed, the same plots.
const SEED = 7;
const MINUTES = 60;

const plan = settlePlan({
  environment: 'shop',
  service: 'cart',
  version: { id: 'v2', image: 'shop/cart:v2' },
  stable: 'v1',
  router: { kind: 'appMesh', protocol: 'http', nodes: { v1: 'cart-v1', v2: 'cart-v2' } },
  provisioner: { kind: 'given', services: { v1: 'cart-v1', v2: 'cart-v2' } },
  metrics: { kind: 'envoy', address: 'http://prometheus.internal:9090', port: 8080 },
  steps: 'auto',
  finalBakeSeconds: 600,
});
if (!plan.ok) throw new Error(JSON.stringify(plan.problems));

const [least, most] = [0.01, 10_000];
const traffic = `${REQUESTS_PER_SECOND} requests a second`;
/** The others go as one of these does. */
const OF_WEIGHTS = ['as good as stable', 'one point more errors', 'every request fails'];

type Points = readonly [number, number][];
const lines = (of: (canary: Conditions) => Points, titles = Object.keys(CANARIES)) =>
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
  'judge-weights': {
    title: `Weights by "steps: auto" at ${traffic}; 0 % is rolled back`,
    lines: lines((canary) => weightsOf(plan.value, canary, 60 * MINUTES, SEED), OF_WEIGHTS),
    range: [0, 105],
    stepped: true,
  },
};

const browser = await startChromium();
try {
  for (const [name, plot] of Object.entries(plots)) await draw(browser, plot, `docs/images/${name}.png`);
} finally {
  await browser.close();
}
