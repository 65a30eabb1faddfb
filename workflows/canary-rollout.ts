import { ApplicationFailure, CancellationScope, continueAsNew, setHandler } from '@temporalio/workflow';
import { announce, rememberThreads } from './announce.ts';
import { bake, type Arrived } from './bake.ts';
import { begin, type Begun } from './begin.ts';
import { commit } from './commit.ts';
import { receiveCommands, type Commands } from './commands.ts';
import { deployWatched } from './deploying.ts';
import type { ChooseDriver, Driver, OnwardTo, Shift } from './driver.ts';
import { goBack } from './go-back.ts';
import { FAILURE, statusQuery, type RolloutResult } from './messages.ts';
import { Inspector, type Seen } from './inspector.ts';
import { keepOld } from './keep-old.ts';
import { lookLater } from './late-look.ts';
import { outcomeOf, type NotPromoted } from './outcome.ts';
import { nowSeconds, Progress, type ProgressSoFar } from './progress.ts';
import type { Baking } from './rollout/baking.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import { stepAfter } from './rollout/judge/ladder.ts';
import type { VersionRecord } from './rollout/start.ts';
import type { Step } from './rollout/steps.ts';
import { tellingWhenStuck } from './stuck.ts';
import { Reader } from './unreadable-messages.ts';
import { passedOn } from './passed-on.ts';
import { untilStopped } from './until-stopped.ts';

/** A long rollout goes on in another execution under the same id; this is all that the next one needs. */
export interface Carried extends Begun {
  readonly driver: object;
  readonly progress: ProgressSoFar;
  readonly commands: Commands;
  readonly seen: Seen;
  readonly baking: Baking;
}

/**
 * One rollout: check the plan, see what is, deploy the canary, then step by step give it traffic and judge it;
 * commit in the end, or go back as soon as anything speaks against it.
 *
 * @param choose which driver a plan's traffic goes by
 * @param input a deployment file's content, as the command or the Temporal CLI sends it
 * @param passed where an earlier execution of this rollout left off
 */
export async function roll(
  choose: ChooseDriver,
  input: unknown,
  passed: Carried | undefined,
): Promise<RolloutResult> {
  const reader = new Reader();
  const carried = passedOn(passed);
  const progress = new Progress(carried?.progress);
  const commands = receiveCommands(progress, reader, carried?.commands);
  rememberThreads(progress);
  setHandler(statusQuery, () => progress.status, {
    description: 'Where the rollout is, and what it waits for',
  });

  const { begun, driver } = carried
    ? { begun: carried, driver: choose(carried.plan, progress, carried.driver) }
    : await begin(choose, input, reader, progress);
  const measured = begun.stable && driver.nameInMetrics(begun.stable);
  const inspector = new Inspector(begun.plan, measured, progress, carried?.seen);
  let left: Baking | undefined;
  try {
    const ended = await carryOut(begun, driver, inspector, progress, commands, carried?.baking);
    if ('outcome' in ended) return ended;
    left = ended;
  } finally {
    if (left === undefined) await driver.release();
  }
  return continueAsNew<(input: undefined, passed: Carried) => Promise<RolloutResult>>(undefined, {
    ...begun,
    driver: driver.memory(),
    progress: progress.soFar(),
    commands,
    seen: inspector.seen(),
    baking: left,
  });
}

/** Goes from what has begun, or from a bake that an earlier execution left, to the end, or to a bake that is left to the next execution. */
async function carryOut(
  { plan, stable, deadline }: Begun,
  driver: Driver,
  inspector: Inspector,
  progress: Progress,
  commands: Commands,
  baking: Baking | undefined,
): Promise<RolloutResult | Baking> {
  progress.status.steps = inspector.steps;
  const neverGivingUp = <T>(act: () => Promise<T>): Promise<T> =>
    CancellationScope.nonCancellable(() => tellingWhenStuck(plan, progress, act));
  const wentBack = (outcome: NotPromoted): Promise<boolean> =>
    goBack(plan, driver, stable, outcome, progress, commands);
  const endBack = async (outcome: NotPromoted): Promise<ApplicationFailure> => {
    progress.end(outcome);
    await announce(plan, progress, outcome.kind, withWarnings(outcome.reason, progress));
    if (progress.wasEverWanted(plan.version.id)) await lookLater(plan, driver, stable);
    return ApplicationFailure.create({
      message: outcome.reason,
      type: FAILURE[outcome.kind],
      nonRetryable: true,
      details: [{ warnings: progress.status.warnings }],
    });
  };

  try {
    const left = await untilStopped(commands, deadline, async () => {
      if (!baking) {
        await announce(
          plan,
          progress,
          'started',
          stable === undefined
            ? `${plan.version.id} is the first version of the service`
            : `${plan.version.id} replaces ${driver.replaced?.version ?? stable}`,
        );
        await inspector.chooseSteps();
        progress.status.steps = inspector.steps;
        await deployWatched(plan, driver, shiftTo(inspector.steps[0]!.weight, inspector), progress, commands);
      }
      return goForward(plan, driver, inspector, progress, commands, baking);
    });
    if (left) return left;
  } catch (error) {
    const outcome = outcomeOf(error);
    if (await wentBack(outcome)) throw await endBack(outcome);
    await neverGivingUp(() => driver.keepCanary());
  }

  for (;;) {
    const committed = await CancellationScope.nonCancellable(() =>
      commit(plan, driver, stable, progress, commands),
    );
    if (committed.kind === 'committed') return promoted(plan, driver, committed.record, progress);
    if (await wentBack(committed.outcome)) throw await endBack(committed.outcome);
    await neverGivingUp(() => driver.keepCanary());
  }
}

/** Ends a rollout whose canary is the only version now. */
async function promoted(
  plan: RolloutPlan,
  driver: Driver,
  record: VersionRecord | undefined,
  progress: Progress,
): Promise<RolloutResult> {
  const serves = `${plan.version.id} serves all traffic`;
  const reason = record === undefined ? serves : `${serves} as deployment ${record.number}`;
  progress.end({ kind: 'promoted', reason });
  await announce(plan, progress, 'promoted', withWarnings(reason, progress));
  await lookLater(plan, driver, plan.version.id);
  const { warnings } = progress.status;
  const { replaced } = driver;
  return {
    outcome: 'promoted',
    version: plan.version.id,
    number: record?.number,
    reason,
    replaced,
    warnings,
  };
}

const withWarnings = (reason: string, { status: { warnings } }: Progress): string =>
  warnings.length === 0 ? reason : `${reason}; WARNING: ${warnings.join('; ')}`;

/** Goes from step to step, beginning with a bake that an earlier execution left. Answers the bake that this one leaves. */
async function goForward(
  plan: RolloutPlan,
  driver: Driver,
  inspector: Inspector,
  progress: Progress,
  commands: Commands,
  begun: Baking | undefined,
): Promise<Baking | undefined> {
  let arrived: Arrived | undefined;
  for (
    let step = begun?.step ?? firstStep(inspector.steps, driver.startsAt, commands);
    step;
    step = nextStep(inspector.steps, step, commands)
  ) {
    const { weight } = step;
    const baking = step === begun?.step ? begun : await startStep(step);
    if (baking.keptUntil === undefined) {
      const ended = await bake(plan, driver, baking, inspector, progress, commands, () => onwardFrom(weight));
      if (ended.kind === 'left') return ended.baking;
      arrived = ended.arrived;
    }
    const kept = await keepOld(plan, driver, baking, progress, commands);
    if (kept) return kept;
    inspector.reconsiderSteps(weight);
    progress.status.steps = inspector.steps;
  }
  return undefined;

  async function startStep(step: Step): Promise<Baking> {
    const { weight } = step;
    const { steps } = inspector;
    const number = Math.max(1, steps.filter((planned) => planned.weight <= weight).length);
    progress.startStep(step, number, steps.length);
    progress.enter('baking', `step ${number} of ${steps.length}: ${weight} %`);
    if (arrived) {
      inspector.weighed(arrived.to.weight, Math.min(arrived.since, nowSeconds()));
      arrived.to.arrived(arrived.split);
    }
    if (arrived?.to.weight !== weight) await driver.goTo(shiftTo(weight, inspector));
    arrived = undefined;
    return inspector.startBaking(step);
  }

  /** The next step, where nothing but the judge decides about it. */
  function onwardFrom(weight: number): OnwardTo | undefined {
    if (plan.autoSteps !== undefined || commands.weight !== undefined || commands.promotion !== undefined)
      return undefined;
    const ahead = stepAfter(inspector.steps, weight);
    return ahead && driver.onward?.(ahead.weight);
  }
}

/** The judge's time at a weight begins when callers see it. */
const shiftTo = (weight: number, inspector: Inspector): Shift => ({
  weight,
  begins: () => inspector.weighs(weight),
});

/** The plan's first step, or the one that others have begun. */
const firstStep = (
  steps: readonly Step[],
  startsAt: number | undefined,
  commands: Commands,
): Step | undefined => {
  const ahead = steps.filter(({ weight }) => startsAt === undefined || weight >= startsAt);
  return nextStep(ahead, undefined, commands);
};

/** The plan's next step, unless an operator wants another weight, or all of it at once; none after 100 %. */
function nextStep(steps: readonly Step[], present: Step | undefined, commands: Commands): Step | undefined {
  const wanted = commands.weight;
  commands.weight = undefined;
  if (present && wanted !== undefined)
    return (
      steps.find(({ weight }) => weight === wanted) ?? { weight: wanted, bakeSeconds: present.bakeSeconds }
    );
  const ahead = commands.promotion === 'all' ? steps.slice(-1) : steps;
  return stepAfter(ahead, present?.weight ?? 0);
}
