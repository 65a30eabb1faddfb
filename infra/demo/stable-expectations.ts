import { brokenOf, servesAlone, type Done } from './expectations.ts';
import { totals } from './record.ts';

/** What the demo promised of a version that fails as the stable one, and of its fix, and that did not happen. */
export function brokenByStable(broken: Done, fix: Done): string[] {
  const failed = (done: Done, by = done) => totals(done.record)[by.build.sha]?.errors ?? 0;
  return brokenOf([
    ['a version that fails was let through', broken.record.exitCode === 0 && servesAlone(broken, broken)],
    ['callers met its failures', failed(broken) > 0],
    ['its fix was promoted', fix.record.exitCode === 0 && servesAlone(fix, fix)],
    ['by evidence, while stable failed', fix.record.judge === 'evidence' && failed(fix, broken) > 0],
    ['the fix failed no request', failed(fix) === 0],
  ]);
}
