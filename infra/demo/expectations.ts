import type { Aftermath } from './aftermath.ts';
import type { Build } from './deployment.ts';
import { canarySpan, errorsIn, totals, type DeploymentRecord } from './record.ts';

/** A deployment that is over, with what was built for it and what AWS says now. */
export interface Done {
  readonly record: DeploymentRecord;
  readonly build: Build;
  readonly after: Aftermath;
}

/** What the demo promised of the version that Serin brought into service first, and that did not happen. */
export const brokenAtFirst = (first: Done): string[] =>
  brokenOf([['the first deployment was promoted', first.record.exitCode === 0 && servesAlone(first, first)]]);

/** What the demo promised of a promotion and a rollback, and that did not happen; empty when all is as told. */
export function brokenPromises(second: Done, third: Done): string[] {
  const span = canarySpan(third.record);
  const lateErrors = span?.to === undefined ? 1 : errorsIn(totals(third.record, span.to + 1));
  return brokenOf([
    ['version two was promoted', second.record.exitCode === 0],
    [
      'version two serves alone, is recorded, and nothing of the old version is left',
      servesAlone(second, second),
    ],
    ['version two got traffic from callers', (totals(second.record)[second.build.sha]?.requests ?? 0) > 0],
    ['no request failed while version two was promoted', errorsIn(totals(second.record)) === 0],
    ['version three was rolled back', third.record.exitCode === 3],
    ['version three failed requests of callers', (totals(third.record)[third.build.sha]?.errors ?? 0) > 0],
    ['no request failed once version three had lost its traffic', lateErrors === 0],
    ['version two serves on alone, and nothing of version three is left', servesAlone(third, second)],
    ['version two failed no request meanwhile', (totals(third.record)[second.build.sha]?.errors ?? 0) === 0],
  ]);
}

/** What the demo promised of a version that never gets healthy, and that did not happen. */
export const brokenByHealth = (second: Done, unreachable: Done): string[] =>
  brokenOf([
    ['a version that never gets healthy was rolled back', unreachable.record.exitCode === 3],
    [
      'for its health checks, as the rollout says',
      /health check/.test(unreachable.record.status.outcome?.reason ?? ''),
    ],
    ['it never had any traffic', canarySpan(unreachable.record) === undefined],
    ['no request failed meanwhile', errorsIn(totals(unreachable.record)) === 0],
    ['version two serves on alone, and nothing of it is left', servesAlone(unreachable, second)],
  ]);

/** Whether AWS says that only this version has traffic, exists and is recorded. */
export const servesAlone = ({ after }: Done, { build }: Done): boolean =>
  after.serving.join() === build.sha &&
  after.existing.join() === build.sha &&
  after.recordedImage === build.image;

/** The promises that were not kept. */
export const brokenOf = (promises: readonly (readonly [promise: string, kept: boolean])[]): string[] =>
  promises.filter(([, kept]) => !kept).map(([promise]) => promise);
