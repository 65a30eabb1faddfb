import { describeSplit } from '../../workflows/rollout/traffic-split.ts';
import { canarySpan, totals, type DeploymentRecord } from './record.ts';

/** A deployment in a few lines: how it ended, its weights over time, and what callers counted. */
export function summaryOf(record: DeploymentRecord): string {
  const start = record.from;
  const { outcome, weights } = record.status;
  const lines = [
    `${record.title}`,
    `  ended     ${outcome?.kind ?? 'not at all'} (exit code ${record.exitCode}): ${outcome?.reason ?? ''}`,
    `  weights   ${weights.map(({ at, split }) => `${seconds(Date.parse(at) / 1000 - start)} ${describeSplit(split)}`).join('; ')}`,
    ...Object.entries(totals(record)).map(
      ([version, { requests, errors }]) => `  callers   ${version}: ${requests} requests, ${errors} failed`,
    ),
    ...rollbackLine(record),
  ];
  return lines.join('\n');
}

function rollbackLine(record: DeploymentRecord): string[] {
  const span = canarySpan(record);
  if (span?.to === undefined) return [];
  return [`  rollback  ${seconds(span.to - span.from)} after ${record.version} got its first traffic`];
}

const seconds = (value: number): string => `${value.toFixed(1)} s`;
