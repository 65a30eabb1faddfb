import { placeText } from '../../activities/plan/problem.ts';
import type { Finding } from '../../activities/preflight/finding.ts';

/** Findings for people, one a line. */
export const findingsText = (findings: readonly Finding[]): string => {
  const rows = findings.map(({ path, outcome, message, ...place }) => ({
    where: `${path}${placeText(place)}`,
    outcome,
    message,
  }));
  const width = Math.max(0, ...rows.map(({ where }) => where.length));
  return rows
    .map(({ where, outcome, message }) => `${outcome.padEnd(7)}  ${where.padEnd(width)}  ${message}`)
    .join('\n');
};
