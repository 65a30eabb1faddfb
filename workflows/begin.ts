import { workflowInfo } from '@temporalio/workflow';
import { mend } from './mend.ts';
import { rolloutId } from './messages.ts';
import { mustBeOwned } from './owned.ts';
import { asRefusal, refusing } from './outcome.ts';
import { nowSeconds, type Progress } from './progress.ts';
import { settling } from './proxies.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import type { Reader } from './unreadable.ts';
import { decideStart, isInDoubt, withRunning, type Found } from './rollout/start.ts';

/** What a rollout knows once it has begun. */
export interface Begun {
  readonly plan: RolloutPlan;
  readonly stable: string | undefined;
  /** When it has to have ended, in epoch seconds. */
  readonly deadline: number;
}

/** Settles the plan and finds out who serves. What fails here has made nothing, so it is refused, not rolled back. */
export const begin = (input: unknown, reader: Reader, progress: Progress): Promise<Begun> =>
  orRefused(progress, async () => {
    const plan = await settle(input, reader, progress);
    const stable = await findStable(plan, progress);
    if (stable !== undefined) progress.router = await settling.rememberRouter(plan.router);
    progress.waitFor(`AWS to be asked whether ${plan.version.id} can be made`);
    await settling.preflight(plan);
    return { plan, stable, deadline: nowSeconds() + plan.limits.rolloutSeconds };
  });

/** The plan that a deployment file's content asks for; whoever changes its service's traffic holds the service's lock. */
export async function settle(input: unknown, reader: Reader, progress: Progress): Promise<RolloutPlan> {
  if (!reader.canRead(input)) throw refusing('the input of the workflow cannot be read');
  const plan = await settling.settlePlan(input);
  progress.begin(plan);
  mustHoldTheLock(plan);
  return plan;
}

/** Does what comes before anything is made: what fails in it ends as a refusal. */
export async function orRefused<T>(progress: Progress, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    const refusal = asRefusal(error);
    progress.end({ kind: 'refused', reason: refusal.message });
    throw refusal;
  }
}

/** Started under another id, two rollouts of one service could run at once. */
function mustHoldTheLock({ environment, service }: RolloutPlan): void {
  const id = rolloutId(environment, service);
  if (workflowInfo().workflowId !== id)
    throw refusing(`start it with the workflow id ${id}: the id is the service's lock`);
}

/** Reads what is, and mends what a dead rollout left. Returns the stable version, if there is one. */
async function findStable(plan: RolloutPlan, progress: Progress): Promise<string | undefined> {
  const found = await look(plan, progress);
  const start = decideStart(found, plan.version.id);
  if (start.kind !== 'refuse')
    await mustBeOwned(
      plan,
      'stable' in start ? [start.stable, plan.version.id] : [plan.version.id],
      progress,
    );
  switch (start.kind) {
    case 'refuse':
      throw refusing(start.reason);
    case 'firstDeployment':
      progress.note('first deployment: no version serves yet, so all traffic goes to it in one step');
      return undefined;
    case 'mend':
      progress.note(start.reason);
      await mend(plan, start.stable, found.live, progress);
      return start.stable;
    case 'canary':
      progress.status.stable = start.stable;
      progress.want(found.live);
      return start.stable;
  }
}

/** Reads the router and the record; where the two leave a doubt, it is asked as well who runs at all. */
export async function look(plan: RolloutPlan, progress: Progress): Promise<Found> {
  progress.waitFor('the router and the version record to be read');
  const live = await settling.readTraffic(plan.router);
  const record = await settling.readVersion(plan.environment, plan.service);
  progress.readBack(live);
  const found = { live, record: record ?? undefined, stated: plan.stable };
  if (isInDoubt(found)) progress.waitFor('the versions in the split to be looked at');
  return withRunning(found, (version) => settling.isRunning(plan.provisioner, version));
}
