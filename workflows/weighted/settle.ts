import { ActivityFailure, isCancellation, sleep } from '@temporalio/workflow';
import type { SettledHome } from '../../activities/deployment.ts';
import { rootMessage } from '../outcome.ts';
import { sleepUntil } from '../moment.ts';
import { nowSeconds } from '../progress.ts';
import { awaitingReady, creating, glancing, settling } from '../proxies.ts';
import { SECOND_LOOK_SECONDS } from '../serving.ts';
import { allTo, beside, splitAt } from '../rollout/traffic-split.ts';
import { clearAway } from './clear-away.ts';
import { drain } from './drain.ts';
import { giveTo } from './give-to.ts';
import { releaseScaling } from './scaling.ts';
import { changing } from './unanswered.ts';
import type { Weighted } from './weighted.ts';

/** Has the service run the canary's task definition, while the canary has all traffic. Answers why it does not, as a sentence. */
export async function settleAtHome(weighted: Weighted, isAnybodys: boolean): Promise<string | undefined> {
  const { plan, provisioner, progress, memory } = weighted;
  const { home, stable } = memory;
  if (home === undefined || stable === undefined) return undefined;
  const canary = plan.version.id;
  const definition = await orReason(() => settling.definitionOf(provisioner, canary));
  if ('reason' in definition) return definition.reason;
  memory.home = { ...home, isGiven: true };
  const expected = isAnybodys ? undefined : [home.definition];
  const given = await give(weighted, { version: canary, definition: definition.value }, expected);
  if ('reason' in given) return given.reason;
  const { slowStartSeconds } = given.value;
  memory.home = { ...home, isGiven: true, slowStartSeconds };
  const unseen =
    slowStartSeconds === undefined ? '; whether its tasks are to start slowly cannot be seen' : '';
  progress.note(`${stable} runs ${canary}${unseen}`);
  return undefined;
}

/** Gives the service all traffic. Answers why the canary has it again, as a sentence. */
export async function handOverHome(weighted: Weighted): Promise<string | undefined> {
  const { plan, memory } = weighted;
  const { stable } = memory;
  if (stable === undefined) return undefined;
  const canary = plan.version.id;
  await giveTo(weighted, beside(allTo(stable), [canary, ...memory.left]), `all traffic to be at ${stable}`);
  if (!(await isDead(weighted, stable)) || (await isDead(weighted, canary))) return undefined;
  const back = beside(allTo(canary), [stable, ...memory.left]);
  await giveTo(weighted, back, `all traffic to be at ${canary}`);
  return `${stable} has no healthy task since it had all traffic, so ${canary} has it again`;
}

/** Has the service run what it ran before, where the rollout gave it anything else. Answers why it does not, as a sentence. */
export async function restoreHome(weighted: Weighted): Promise<string | undefined> {
  const { memory, plan, progress } = weighted;
  const canary = plan.version.id;
  // An abort may have come while it had a part of the traffic, or all of a canary's that has died.
  const isShared = progress.status.wanted.some(
    ({ version, weight }) => version === memory.stable && weight > 0,
  );
  if (isShared && memory.stable !== undefined && !(await isDead(weighted, canary))) {
    const kept = beside(splitAt(100, canary, memory.stable), memory.left);
    await giveTo(weighted, kept, `all traffic to be at ${canary}`);
  }
  for (;;) {
    const { home } = memory;
    if (home === undefined || !home.isGiven) return undefined;
    const given = await give(weighted, home, undefined);
    if ('reason' in given) return given.reason;
    const { lateUntil } = memory;
    if (lateUntil === undefined) {
      memory.home = { ...home, isGiven: false };
      return undefined;
    }
    // What was asked for without an answer may be carried out yet.
    memory.lateUntil = undefined;
    await sleepUntil(lateUntil);
  }
}

/** Removes the canary, once the service has the traffic. */
export async function removeTried(weighted: Weighted, home: string): Promise<void> {
  const { plan, progress, memory } = weighted;
  const canary = plan.version.id;
  await drain(weighted, [canary]);
  const until = nowSeconds() + plan.limits.cleanUpSeconds;
  await clearAway(weighted, allTo(home), [canary, ...memory.left], until, progress.warn, 'ends');
  await releaseScaling(weighted, until);
}

/**
 * Gives the service a task definition, waits until it is steady on it and its targets are healthy, and answers what can be seen of it then.
 *
 * @param expected what it may run before; anything where undefined
 */
async function give(
  { plan, provisioner, progress, memory }: Weighted,
  { version, definition }: { readonly version: string; readonly definition: string },
  expected: readonly string[] | undefined,
): Promise<Done<SettledHome>> {
  const { readySeconds } = plan.limits;
  const since = nowSeconds();
  progress.waitFor(`${memory.stable} to run ${version}, by a rolling deployment`, since + readySeconds);
  const given = await orReason(async () => {
    await changing(memory, () =>
      creating(readySeconds).giveDefinition(provisioner, definition, expected ?? null),
    );
    return awaitingReady(readySeconds).awaitDefinition(provisioner, definition, since);
  });
  return 'reason' in given ? { reason: `${memory.stable} does not run ${version}: ${given.reason}` } : given;
}

type Done<T> = { readonly value: T } | { readonly reason: string };

async function orReason<T>(act: () => Promise<T>): Promise<Done<T>> {
  try {
    return { value: await act() };
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    return { reason: rootMessage(error) };
  }
}

/** Whether two looks see no healthy task. What cannot be seen is not said to be dead. */
async function isDead({ provisioner, progress, memory }: Weighted, version: string): Promise<boolean> {
  const look = () =>
    glancing.healthyTasks(provisioner, version, memory.made.get(version)).catch(() => undefined);
  if ((await look()) !== 0) return false;
  progress.waitFor(`a second look at ${version}, which has no healthy task`);
  await sleep(SECOND_LOOK_SECONDS * 1000);
  return (await look()) === 0;
}
