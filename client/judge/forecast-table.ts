import type { Forecast } from './simulate.ts';

const columns = [
  'canary fails',
  'rolled back',
  'promoted',
  'undecided',
  'detected in',
  'failed requests',
  'ends after',
];

/** A forecast for people: one line for each canary, the healthy one first. */
export function forecastTable([healthy, ...bad]: readonly Forecast[]): string {
  if (!healthy) return '';
  const rows = [columns, ...[healthy, ...bad].map(cellsOf)];
  const widths = columns.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, i) => cell.padStart(widths[i] ?? 0)).join('  '));
  return [...lines, '', ...remarks(healthy, bad)].join('\n');
}

const cellsOf = (forecast: Forecast): string[] => [
  percent(forecast.canaryErrorRate),
  percent(forecast.rolledBack),
  percent(forecast.promoted),
  percent(forecast.undecided),
  detection(forecast),
  forecast.failedRequests.toFixed(1),
  `${forecast.durationSeconds} s`,
];

const detection = ({ detectionSeconds: seconds }: Forecast): string =>
  seconds ? `${seconds.median} s (95 %: ${seconds.p95} s)` : '-';

function remarks(healthy: Forecast, bad: readonly Forecast[]): string[] {
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
