import { canarySpan, totals, type DeploymentRecord } from './record.ts';

/** How one judge took a version back. */
export interface Rollback {
  readonly judge: DeploymentRecord['judge'];
  /** From the canary's first traffic until it had lost it again; undefined if it has not. */
  readonly seconds: number | undefined;
  /** Requests of callers that the canary failed. */
  readonly failedRequests: number;
}

export function rollbackOf(record: DeploymentRecord): Rollback {
  const span = canarySpan(record);
  return {
    judge: record.judge,
    seconds: span?.to === undefined ? undefined : span.to - span.from,
    failedRequests: totals(record)[record.version]?.errors ?? 0,
  };
}

/** Rollbacks side by side, one line each. */
export const comparisonText = (rollbacks: readonly Rollback[]): string =>
  rollbacks
    .map(
      ({ judge, seconds, failedRequests }) =>
        `  ${judge.padEnd(10)}  rolled back after ${seconds?.toFixed(1) ?? '∞'} s, ${failedRequests} requests failed`,
    )
    .join('\n');
