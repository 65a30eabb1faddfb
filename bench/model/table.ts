import { demandOf, type Demand, type Fleet, type Rates } from './model.ts';

/** One deployment of a service a day, in ten steps within an hour; people deploy in eight hours of the day. */
export const FLEET: Omit<Fleet, 'services'> = { perDay: 1, steps: 10, bakeSeconds: 3600, peak: 3 };

/**
 * By evidence behind a load balancer. Actions as counted on 2026-11-30 (36 of ten steps beside signs of life); CPU and
 * memory of 1,000 rollouts in flight on that day, beginning and end included. Prices and limits are lists': $50 per million
 * actions and 500 actions a second of a namespace (Temporal Cloud), $0.01 per 1,000 metrics (CloudWatch).
 */
export const RATES: Rates = {
  actionsFixed: 16,
  actionsPerStep: 2,
  actionsPerBakeHour: 60,
  dollarsPerMillionActions: 50,
  namespaceActionsPerSecond: 500,
  serverCpuMsPerStep: 76,
  workerCpuMsPerStep: 58,
  workerKbPerRollout: 1134,
  workerIdleMb: 250,
  watchesPerWorker: 1000,
  writesPerSecond: 1.4,
  dollarsPerThousandMetrics: 0.01,
  metricsPerLook: 6,
  secondsBetweenLooks: 60,
};

const SERVICES = [100, 1000, 10_000, 100_000];

const ROWS: readonly (readonly [string, (demand: Demand) => string])[] = [
  ['rollouts a day', ({ rolloutsPerDay }) => count(rolloutsPerDay)],
  ['in flight at the busiest hour', ({ inFlight }) => count(inFlight)],
  ['actions a second then', ({ actionsPerSecond }) => short(actionsPerSecond)],
  ['namespaces of 500 actions a second', ({ namespaces }) => count(namespaces)],
  ['workers, one of them to spare', ({ workers }) => count(workers)],
  ["the workers' cores", ({ workerCores }) => short(workerCores)],
  ["the workers' memory, GB", ({ workerGb }) => short(workerGb)],
  ["cores of a server of one's own", ({ serverCores }) => short(serverCores)],
  ['accounts and Regions, a task queue each', ({ queues }) => count(queues)],
  ['Temporal Cloud, $ a month', (demand) => count(demand.temporalDollarsPerMonth)],
  ['CloudWatch, $ a month', (demand) => count(demand.cloudWatchDollarsPerMonth)],
];

/** The model for some fleets, as a table of a document. */
export function modelTable(): string {
  const demands = SERVICES.map((services) => demandOf({ ...FLEET, services }, RATES));
  const cells = [
    ['services', ...SERVICES.map(count)],
    ...ROWS.map(([what, tell]) => [what, ...demands.map(tell)]),
  ];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | ')} |`;
  const rule = `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(cells[0]!), rule, ...cells.slice(1).map(line)].join('\n');
}

const count = (value: number): string => Math.ceil(value).toLocaleString('en-US');
const short = (value: number): string => (value < 10 ? value.toFixed(1) : count(value));
