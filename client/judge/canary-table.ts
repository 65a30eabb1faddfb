import type { SimulatedCanary } from './simulate.ts';

const columns = [
  'canary fails',
  'rolled back',
  'promoted',
  'undecided',
  'detected in',
  'failed requests',
  'ends after',
];

/** What was simulated, for people: one line for each canary, the healthy one first. */
export function canaryTable([healthy, ...bad]: readonly SimulatedCanary[]): string {
  if (!healthy) return '';
  const rows = [columns, ...[healthy, ...bad].map(cellsOf)];
  const widths = columns.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, i) => cell.padStart(widths[i] ?? 0)).join('  '));
  return [...lines, '', ...remarks(healthy, bad)].join('\n');
}

const cellsOf = (canary: SimulatedCanary): string[] => [
  percent(canary.canaryErrorRate),
  percent(canary.rolledBack),
  percent(canary.promoted),
  percent(canary.undecided),
  detection(canary),
  canary.failedRequests.toFixed(1),
  `${canary.durationSeconds} s`,
];

const detection = ({ detectionSeconds: seconds }: SimulatedCanary): string =>
  seconds ? `${seconds.median} s (95 %: ${seconds.p95} s)` : '-';

function remarks(healthy: SimulatedCanary, bad: readonly SimulatedCanary[]): string[] {
  const missed = bad.filter(({ promoted }) => promoted > 0.05);
  return [
    `A healthy version is rolled back in ${percent(healthy.rolledBack)} of rollouts.`,
    ...(healthy.undecided > 0.5
      ? ['This traffic is too little to prove within the plan that a version is good.']
      : []),
    ...missed.map(
      ({ promoted, canaryErrorRate }) =>
        `A version that fails ${percent(canaryErrorRate)} of its requests is promoted in ${percent(promoted)} of rollouts.`,
    ),
  ];
}

const percent = (share: number): string => `${+(100 * share).toFixed(2)} %`;
