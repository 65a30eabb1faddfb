import { parseArgs } from 'node:util';
import { quantile } from '../../client/simulation/quantile.ts';
import { tell, type Ratio } from '../ratio.ts';
import type { Clock } from './clock.ts';
import { behindBalancer } from './behind-balancer.ts';
import { inMesh } from './in-mesh.ts';

/**
 * How rollouts keep time that are alone on a worker, with bakes of ten seconds: by router and judge, on the local AWS. A weight can be
 * kept for its bake at the least, and where its judge waits for metrics until these can be read.
 */
const { values } = parseArgs({
  options: {
    'bake-seconds': { type: 'string', default: '10' },
    routers: { type: 'string', default: 'appMesh,alb' },
  },
});
const BAKE_SECONDS = Number(values['bake-seconds']);
const ROUTERS = { appMesh: inMesh, alb: behindBalancer } as const;

const clocks: [what: string, clock: Clock][] = [];
for (const router of values.routers.split(',') as (keyof typeof ROUTERS)[])
  for (const judge of ['errorCount', 'evidence'] as const) {
    const clock = await ROUTERS[router](judge, BAKE_SECONDS);
    clocks.push([`${router}, ${judge}`, clock]);
    console.log(`${router}, ${judge}: ${clock.kept.map((each) => each.toFixed(3)).join(' ')}`);
  }
tell({
  ratios: clocks.flatMap(([what, { kept, late, whole }]): Ratio[] => [
    { what: `${what}: weight kept ÷ bake, median`, value: quantile(kept, 0.5), unit: '×' },
    { what: `${what}: weight kept ÷ least, median`, value: quantile(late, 0.5), unit: '×', atMost: 1.02 },
    { what: `${what}: weight kept ÷ least, longest`, value: quantile(late, 1), unit: '×' },
    {
      ...{ what: `${what}: weights kept for less than their bake`, unit: 'weights', atMost: 0 },
      value: kept.filter((each) => each < 1).length,
    },
    { what: `${what}: first weight → promoted ÷ least`, value: whole, unit: '×', atMost: 1.05 },
  ]),
  summary: `bakes of ${BAKE_SECONDS} s: ${clocks.map(([what, { whole }]) => `${what} ${whole.toFixed(3)}`).join('; ')}`,
});
process.exit();
