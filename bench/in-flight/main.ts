import { parseArgs } from 'node:util';
import { tell, type Ratio } from '../ratio.ts';
import { besidePostgresql, postgresqlIn } from '../world/postgresql.ts';
import { carryOut } from './carry-out.ts';

/**
 * Many rollouts by evidence in flight on one worker, with a real server: the dev server, or with `--server postgresql` the one of
 * docker-compose.yml; metrics and AWS are generated.
 */
const { values } = parseArgs({
  options: {
    rollouts: { type: 'string', default: '10,100' },
    'bake-seconds': { type: 'string', default: '60' },
    server: { type: 'string', default: 'dev' },
    // Where it was started once more with a server that needs one.
    sandbox: { type: 'string' },
  },
});
if (values.server === 'postgresql' && values.sandbox === undefined)
  process.exit(await besidePostgresql(import.meta.filename, process.argv.slice(2)));
const stage = values.sandbox === undefined ? {} : { startTemporal: postgresqlIn(values.sandbox) };
const SIZES = values.rollouts.split(',').map(Number);
const BAKE_SECONDS = Number(values['bake-seconds']);

const ratios: Ratio[] = [];
const costs: number[] = [];
for (const size of SIZES) {
  const { promoted, p50, p99, serverMs, workerMs, memoryKb } = await carryOut(size, BAKE_SECONDS, stage);
  const of = (what: string) => `${size} in flight: ${what}`;
  ratios.push(
    { what: of('not promoted'), value: size - promoted, unit: 'rollouts', atMost: 0 },
    { what: of('steps late, p50'), value: 100 * p50, unit: '% of a bake' },
    { what: of('steps late, p99'), value: 100 * p99, unit: '% of a bake', atMost: 5 },
    { what: of("server's CPU"), value: serverMs, unit: 'ms a step', atMost: 30 },
    { what: of("worker's CPU"), value: workerMs, unit: 'ms a step' },
    { what: of("worker's memory, above that of an idle one"), value: memoryKb, unit: 'KB a rollout' },
  );
  costs.push(serverMs + workerMs);
}
const [least = NaN, most = NaN] = [costs[0], costs.at(-1)];
if (costs.length > 1)
  ratios.push({
    what: `CPU of a step, ${SIZES.at(-1)} in flight ÷ ${SIZES[0]}`,
    value: most / least,
    unit: '×',
    atMost: 1.2,
  });
const late = ratios.filter(({ what }) => what.endsWith('p99')).map(({ value }) => value.toFixed(1));
tell({
  ratios,
  summary: `${SIZES.join(', ')} rollouts in flight, bakes of ${BAKE_SECONDS} s: steps late by ${late.join(', ')} % of a bake (p99)`,
});
process.exit();
