import type { Finding } from '../../activities/preflight/finding.ts';

/** Findings for people, one a line. */
export const findingsText = (findings: readonly Finding[]): string => {
  const width = Math.max(0, ...findings.map(({ path }) => path.length));
  return findings
    .map(({ path, outcome, message }) => `${outcome.padEnd(7)}  ${path.padEnd(width)}  ${message}`)
    .join('\n');
};
