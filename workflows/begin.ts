import { workflowInfo } from '@temporalio/workflow';
import { announce } from './announce.ts';
import { keepAskedUndo } from './asked-undo.ts';
import type { ChooseDriver, Driver } from './driver.ts';
import { adoptedBy, rolloutId, rolloutOwner } from './messages.ts';
import { asRefusal, refusing } from './outcome.ts';
import { nowSeconds, type Progress } from './progress.ts';
import { beginning, rehearsing, settling } from './proxies.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import type { Reader } from './unreadable-messages.ts';

/** What a rollout knows once it has begun. */
export interface Begun {
  readonly plan: RolloutPlan;
  readonly stable: string | undefined;
  /** When it has to have ended, in epoch seconds. */
  readonly deadline: number;
}

/** Settles the plan and finds out who serves. What fails here has made nothing, so it is refused, not rolled back. */
export const begin = (
  choose: ChooseDriver,
  input: unknown,
  reader: Reader,
  progress: Progress,
): Promise<{ readonly begun: Begun; readonly driver: Driver }> => {
  let settled: RolloutPlan | undefined;
  const tell = (reason: string) => tellOfRefusal(settled, progress, reason);
  const body = async () => {
    mustBeReadable(input, reader);
    const { workflowId, firstExecutionRunId: firstRunId } = workflowInfo();
    const owner = rolloutOwner(workflowId);
    const asked = { ...(owner && { owner }), firstRunId };
    const { plan, found, isChecked } = await beginning.beginRollout(input, asked);
    settled = plan;
    isSettled(plan, progress);
    // A refusal leaves the locks behind, of a rollout that has ended: whoever asks next takes them over.
    keepAskedUndo(input, progress);
    const driver = choose(plan, progress);
    progress.status.cannot = driver.cannot;
    mustSetAnyWeight(plan, driver);
    const stable = await orReleased(driver, async () => {
      const serving = await driver.begin(found);
      if (isChecked) return serving;
      progress.waitFor(`AWS to be asked whether ${plan.version.id} can be made`);
      await rehearsing.preflight(plan);
      return serving;
    });
    return { begun: { plan, stable, deadline: nowSeconds() + plan.limits.rolloutSeconds }, driver };
  };
  return orRefused(progress, body, tell);
};

/** Whoever starts a rollout hears why it is refused; of one that a worker has started nobody else does. */
async function tellOfRefusal(
  plan: RolloutPlan | undefined,
  progress: Progress,
  reason: string,
): Promise<void> {
  if (plan === undefined || adoptedBy(workflowInfo().memo) === undefined) return;
  const then = 'nobody judges this deployment, and ECS goes back when its pause expires';
  await announce(plan, progress, 'refused', `${reason}; ${then}`);
}

/** The plan that a deployment file's content asks for; whoever changes its service's traffic holds the service's lock. */
export async function settle(input: unknown, reader: Reader, progress: Progress): Promise<RolloutPlan> {
  mustBeReadable(input, reader);
  const plan = await settling.settlePlan(input);
  isSettled(plan, progress);
  return plan;
}

function mustBeReadable(input: unknown, reader: Reader): void {
  if (!reader.canRead(input)) throw refusing('the input of the workflow cannot be read');
}

function isSettled(plan: RolloutPlan, progress: Progress): void {
  progress.begin(plan);
  mustHoldTheLock(plan);
}

/** Steps that the traffic chooses can be of any weight. */
function mustSetAnyWeight({ autoSteps }: RolloutPlan, { cannot: { setWeight } }: Driver): void {
  if (autoSteps && setWeight !== undefined) throw refusing(`steps: auto cannot be followed: ${setWeight}`);
}

/** What did not begin changes nothing, so it keeps nobody else from it. */
async function orReleased<T>(driver: Driver, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    await driver.release();
    throw error;
  }
}

/** Does what comes before anything is made: what fails in it ends as a refusal. */
export async function orRefused<T>(
  progress: Progress,
  body: () => Promise<T>,
  tell: (reason: string) => Promise<void> = () => Promise.resolve(),
): Promise<T> {
  try {
    return await body();
  } catch (error) {
    const refusal = asRefusal(error);
    progress.end({ kind: 'refused', reason: refusal.message });
    await tell(refusal.message);
    throw refusal;
  }
}

/** Started under another id, two rollouts of one service could run at once. */
function mustHoldTheLock({ environment, service }: RolloutPlan): void {
  const id = rolloutId(environment, service);
  if (workflowInfo().workflowId !== id)
    throw refusing(`start it with the workflow id ${id}: the id is the service's lock`);
}
