import { setHandler } from '@temporalio/workflow';
import { look, orRefused, settle } from './begin.ts';
import { mend } from './mend.ts';
import { statusQuery, type ReconcileResult } from './messages.ts';
import { refusing } from './outcome.ts';
import { Progress } from './progress.ts';
import { Reader } from './unreadable.ts';
import { mendScaling } from './scaling.ts';
import { decideStart } from './rollout/start.ts';

/**
 * Mends what a dead rollout left of a service, without rolling anything out: all traffic to the version that can be
 * known to be stable, and the others removed. Runs under the rollouts' id, so it never meets one.
 *
 * @param input a deployment file's content; its version, if it got any traffic, is what is removed
 */
export async function reconcileService(input: unknown): Promise<ReconcileResult> {
  const progress = new Progress();
  setHandler(statusQuery, () => progress.status, { description: 'What it found, and what it does about it' });
  return orRefused(progress, async () => {
    const plan = await settle(input, new Reader(), progress);
    const found = await look(plan, progress);
    // Nothing is to be rolled out, so no version has to be told apart as the new one.
    const start = decideStart(found, '');
    if (start.kind === 'refuse') throw refusing(start.reason);
    if (start.kind === 'firstDeployment')
      return ended(undefined, 'no version serves: there is nothing to mend');
    const { stable } = start;
    const whole = start.kind === 'canary' && found.live.every(({ version }) => version === stable);
    const fates = whole
      ? []
      : await mend({ ...plan, version: { id: '', image: '' } }, stable, found.live, progress);
    fates.push(...(await mendScaling(plan, stable, progress)));
    if (whole && fates.length === 0) return ended(stable, `${stable} serves alone: there is nothing to mend`);
    return ended(stable, [`${stable} has all traffic`, ...fates].join('; '));
  });

  function ended(stable: string | undefined, reason: string): ReconcileResult {
    progress.end({ kind: 'reconciled', reason });
    return { stable, reason };
  }
}
