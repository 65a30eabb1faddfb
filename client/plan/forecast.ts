import { findStart } from '../../activities/find-start.ts';
import type { Rehearsal } from '../../worker/rehearsal.ts';
import { growthFor, nextGrowth } from '../../workflows/rollout/growth.ts';
import { rolloutId } from '../../workflows/messages.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import { askedStart, leftIn } from '../../workflows/rollout/start.ts';
import { slowSteps } from '../../workflows/rollout/slow-start.ts';
import { allTo, onlyServing, splitAt, type TrafficSplit } from '../../workflows/rollout/traffic-split.ts';
import { orFailWithoutAws } from '../aws-trouble.ts';
import { bestCase } from '../simulation/best-case.ts';
import { Trouble } from '../trouble.ts';
import { nativeForecast } from './forecast-native.ts';
import type { Forecast, Stage } from './foretold.ts';
import { trafficBefore } from './traffic-before.ts';

export type { Forecast, Stage };

/**
 * Goes through a rollout's way forward, the promotion included, in the order of the workflow. Fails with a sentence where
 * AWS cannot be called at all.
 */
export async function forecast(plan: RolloutPlan, rehearsal: Rehearsal): Promise<Forecast> {
  const { version, limits, driver } = plan;
  if (driver.kind === 'ecsNative') return nativeForecast(plan, driver, rehearsal);
  const { activities, calls } = rehearsal;
  const { router, provisioner } = driver;
  const id = rolloutId(plan.environment, plan.service);
  const stages: Stage[] = [];
  let split: TrafficSplit = [];
  let stable: string | undefined;
  let known: Pick<Forecast, 'traffic' | 'hours'> = {};

  const stage = async (what: string, afterSeconds: number, act: () => Promise<TrafficSplit | void>) => {
    const [first, before] = [calls.length, split];
    split = (await act()) ?? split;
    const written = calls.slice(first).filter(({ writes }) => writes);
    stages.push({ what, afterSeconds, before, after: split, calls: written });
  };
  let [stableIsScaled, canaryIsScaled] = [false, false];
  // A rollout goes on where it may not see to what scales.
  const holdScaling = async (held: string) =>
    (await activities.holdScaling(provisioner, held, id).catch(() => 0)) > 0;
  const shift = (wanted: TrafficSplit) => async () => {
    const growth = growthFor(provisioner, version.id, wanted);
    if (growth) await activities.awaitTasks(provisioner, growth);
    const written = await activities.shiftTraffic(router, wanted);
    if (growth) await activities.askForTasks(provisioner, nextGrowth(plan, growth));
    return written;
  };
  // As the driver calls it.
  const measured = (home: { readonly version: string } | undefined) =>
    plan.metrics.kind === 'loadBalancer' ? undefined : home?.version;
  const remove = (old: string, isScaled: boolean) => async () => {
    const fate = await activities.removeVersion(provisioner, old, undefined);
    if (fate === 'kept' && isScaled) await activities.releaseScaling(provisioner, old);
  };

  const mend = async (serving: string, live: TrafficSplit, reason: string, staysNamed: boolean) => {
    const left = leftIn(live, serving, version.id);
    await stage(reason, -1, shift(staysNamed ? onlyServing(serving, left, live) : allTo(serving)));
    for (const old of left)
      await stage(`remove ${old}, which it left`, -1, async () => {
        await activities.inheritScaling(provisioner, old, serving).catch(() => null);
        await remove(old, true)();
      });
    if (staysNamed && left.length > 0)
      await stage(`take ${left.join(' and ')} out of the split`, -1, shift(allTo(serving)));
  };

  const record = () => activities.recordVersion(plan.environment, plan.service, version.image);

  /** The canary takes stable's place. */
  const takeOver = async (old: string | undefined, seconds: number, staysNamed: boolean) => {
    await stage('record the version', seconds, async () => {
      await record();
      if (old !== undefined && stableIsScaled) await activities.handOverScaling(provisioner, old, version.id);
      if (canaryIsScaled) await activities.releaseScaling(provisioner, version.id);
    });
    if (old === undefined) return;
    // The old version has had no traffic since the final bake began.
    const drained = seconds + Math.max(0, limits.drainSeconds - (plan.steps.at(-1)?.bakeSeconds ?? 0));
    const takeOut = () => stage(`take ${old} out of the split`, drained, shift(allTo(version.id)));
    if (!staysNamed) await takeOut();
    await stage(`remove ${old}`, drained, remove(old, stableIsScaled));
    if (staysNamed) await takeOut();
  };

  /** In place: stable comes to run what was tried, and the canary goes. */
  const settle = async (service: string, seconds: number) => {
    let slowStartSeconds = 0;
    await stage(`${service} runs ${version.id}, by a rolling deployment`, seconds, async () => {
      const definition = await activities.definitionOf(provisioner, version.id);
      await activities.giveDefinition(provisioner, definition, null);
      const settled = await activities.awaitDefinition(provisioner, definition, Date.now() / 1000);
      slowStartSeconds = settled.slowStartSeconds ?? 0;
    });
    let now = seconds;
    for (const { weight, bakeSeconds } of plan.handBack ?? slowSteps(slowStartSeconds)) {
      await stage(`${weight} % to ${service}`, now, shift(splitAt(100 - weight, version.id, service)));
      now += bakeSeconds;
    }
    await stage(`all traffic to ${service}`, now, shift(splitAt(0, version.id, service)));
    await stage('record the version', now, async () => void (await record()));
    const drained = now + limits.drainSeconds;
    await stage(
      `remove ${version.id}, which existed only for the trial`,
      drained,
      remove(version.id, canaryIsScaled),
    );
    await stage(`take ${version.id} out of the split`, drained, async () => {
      await shift(allTo(service))();
      if (stableIsScaled) await activities.releaseScaling(provisioner, service);
    });
  };

  try {
    const { start, live, memory, home } = await findStart(askedStart(plan, driver), activities).catch(
      orFailWithoutAws,
    );
    split = live;
    if (start.kind === 'refuse') return { stable, stages, obstacle: start.reason };
    if (start.kind !== 'firstDeployment') stable = start.stable;
    if (stable !== undefined) known = await trafficBefore(rehearsal, plan.metrics, measured(home) ?? stable);
    const { namesWhoGoes: staysNamed = false } = memory;
    if (start.kind === 'mend') await mend(start.stable, live, start.reason, staysNamed);

    await stage(`create ${version.id}`, -1, async () => {
      stableIsScaled = stable !== undefined && (await holdScaling(stable));
      await activities.createVersion(provisioner, version.id, id);
      await activities.awaitReady(provisioner, version.id);
      canaryIsScaled = await holdScaling(version.id);
    });
    const stays = bestCase(plan, stable === undefined, known.traffic?.requestsPerSecond);
    let seconds = 0;
    for (const [i, { step, from, to }] of stays.entries()) {
      const what = `step ${i + 1} of ${stays.length}`;
      await stage(what, from, shift(splitAt(step.weight, version.id, stable)));
      seconds = to;
    }
    seconds += keptSeconds(plan, stable);
    if (home !== undefined) await settle(home.service, seconds);
    else await takeOver(stable, seconds, staysNamed);
    return { stable, ...known, stages, obstacle: undefined };
  } catch (error) {
    if (error instanceof Trouble) throw error;
    return { stable, stages, obstacle: (error as Error).message };
  }
}

/** How long the old version is kept before the commit, where there is one. */
const keptSeconds = ({ keepOldSeconds = 0 }: RolloutPlan, stable: string | undefined): number =>
  stable === undefined ? 0 : keepOldSeconds;
