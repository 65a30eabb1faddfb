import type { Aftermath } from './aftermath.ts';
import type { Build } from './deployment.ts';
import { canarySpan, errorsIn, totals, type DeploymentRecord } from './record.ts';

/** A deployment that is over, with what was built for it and what AWS says now. */
export interface Done {
  readonly record: DeploymentRecord;
  readonly build: Build;
  readonly after: Aftermath;
}

const STACK_PREFIX = 'ecs-blogpost-yelb-appserver';

/** Everything that the demo promised and that did not happen; empty when all is as told. */
export function brokenPromises([first, second, third]: readonly [Done, Done, Done]): string[] {
  const stackOf = ({ build }: Done) => `${STACK_PREFIX}-${build.sha}`;
  const servesAlone = ({ after }: Done, { build }: Done) =>
    after.targets.join() === `yelb-appserver-${build.sha}` &&
    after.stacks.join() === `${STACK_PREFIX}-${build.sha}` &&
    after.recordedImage === build.image;
  const span = canarySpan(third.record);
  const lateErrors = span?.to === undefined ? 1 : errorsIn(totals(third.record, span.to + 1));
  const promises: [string, boolean][] = [
    ['the first deployment was promoted', first.record.exitCode === 0 && servesAlone(first, first)],
    ['version two was promoted', second.record.exitCode === 0],
    ['version two serves alone, is recorded, and the old stack is gone', servesAlone(second, second)],
    ['version two got traffic from callers', (totals(second.record)[second.build.sha]?.requests ?? 0) > 0],
    ['no request failed while version two was promoted', errorsIn(totals(second.record)) === 0],
    ['version three was rolled back', third.record.exitCode === 3],
    ['version three failed requests of callers', (totals(third.record)[third.build.sha]?.errors ?? 0) > 0],
    ['no request failed once version three had lost its traffic', lateErrors === 0],
    [
      'version two serves on alone, and the new stack is gone',
      servesAlone(third, second) && !third.after.stacks.includes(stackOf(third)),
    ],
    ['version two failed no request meanwhile', (totals(third.record)[second.build.sha]?.errors ?? 0) === 0],
  ];
  return promises.filter(([, kept]) => !kept).map(([promise]) => promise);
}
