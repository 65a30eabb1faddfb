import { totalsOf } from '../local/traffic/timeline.ts';
import type { Traffic } from '../local/traffic/traffic.ts';
import { serin } from './deployment.ts';
import type { Stage } from './run.ts';
import { say } from './say.ts';
import { brokenByUndo, undoneLine, type Undo } from './undo-expectations.ts';

/** What there is to tell of two undos: lines for people, and what was promised and did not happen. */
interface Told {
  readonly lines: readonly string[];
  readonly broken: readonly string[];
}

/**
 * Notes what the account has before a promotion. Answers what undoes the promotion, and then the undo, before the eyes of whoever looks
 * on; it does nothing, and has nothing to tell, where the demo's router has no inventory.
 */
export async function prepareUndo(stage: Stage): Promise<(traffic: Traffic) => Promise<Told>> {
  const { inventory } = stage.router;
  if (inventory === undefined) return () => Promise.resolve({ lines: [], broken: [] });
  const take = () => inventory(stage.cloud);
  const before = await take();
  return async (traffic) => {
    const promoted = await take();
    const failedBefore = failedIn(traffic);
    const undo = async (title: string, reason: string): Promise<Undo> => ({
      exitCode: await runUndo(stage, title, reason),
      account: await take(),
    });
    const back = await undo('Undo: back to version one', 'nobody likes jam');
    const forth = await undo('Undo of the undo: version two after all', 'everybody likes jam');
    const undone = { before, promoted, back, forth, failedRequests: failedIn(traffic) - failedBefore };
    return { lines: [undoneLine(undone)], broken: brokenByUndo(undone) };
  };
}

async function runUndo(
  { router, cloud, interrupted }: Stage,
  title: string,
  reason: string,
): Promise<number> {
  const rollout = `${cloud.endpoints.environment}/${router.service}`;
  say(title);
  console.log(`$ serin undo ${rollout} --reason '${reason}' --watch`);
  return serin(['undo', rollout, '--reason', reason, '--watch'], cloud, interrupted);
}

const failedIn = (traffic: Traffic): number =>
  Object.values(totalsOf(traffic.timeline())).reduce((sum, { errors }) => sum + errors, 0);
