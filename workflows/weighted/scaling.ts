import { RetryState } from '@temporalio/common';
import { ActivityFailure, isCancellation, workflowInfo } from '@temporalio/workflow';
import { rootMessage } from '../outcome.ts';
import type { Progress } from '../progress.ts';
import { orWarn } from '../or-warn.ts';
import { advancing, cleaningUp, holding, looking } from '../proxies.ts';
import type { Weighted } from './weighted.ts';

/**
 * Holds scale-in of a version, where something scales it: with less traffic than before, or with its first, it would shrink below what it
 * needs next. Where that fails the rollout says so and goes on.
 */
export async function holdScaling(weighted: Weighted, version: string): Promise<void> {
  const { provisioner, progress, memory } = weighted;
  progress.waitFor(`scale-in of ${version} to be suspended`);
  memory.held.add(version);
  try {
    const scaled = await holding.holdScaling(provisioner, version, workflowInfo().workflowId);
    if (scaled === 0) memory.held.delete(version);
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    progress.note(`scale-in of ${version} is not suspended: ${rootMessage(error)}`);
    // Who may not hold may not let go either, and the way back must not wait for that.
    if (error.retryState === RetryState.NON_RETRYABLE_FAILURE) await undo(weighted, version);
  }
}

/** Lets go, once, what a refused hold may have got hold of before it was refused. */
async function undo({ provisioner, memory }: Weighted, version: string): Promise<void> {
  memory.held.delete(version);
  await looking.releaseScaling(provisioner, version).catch(() => undefined);
}

/** Puts back what was there before the hold, until a moment in epoch seconds. */
export async function releaseScaling(weighted: Weighted, until: number): Promise<void> {
  for (const version of weighted.memory.held) await release(weighted, version, until);
}

/**
 * Lets the promoted version be scaled: as the one before it was where it is a copy of it, else as it was made to be. Until a moment
 * in epoch seconds. Answers whether there was anything to do.
 */
export async function promoteScaling(weighted: Weighted, until: number): Promise<boolean> {
  const { plan, provisioner, progress, memory } = weighted;
  const { version } = plan;
  const { stable } = memory;
  const isScaled = [stable, version.id].some((each) => each !== undefined && memory.held.has(each));
  if (stable !== undefined && memory.held.has(stable)) {
    progress.waitFor(`${version.id} to be scaled as ${stable} was`);
    const refused = await orWarn(`${version.id} is not scaled as ${stable} was`, progress.warn, () =>
      cleaningUp(until).handOverScaling(provisioner, stable, version.id),
    );
    for (const reason of refused ?? [])
      progress.note(`${version.id} is not scaled as ${stable} was: ${reason}`);
  }
  if (memory.held.has(version.id)) await release(weighted, version.id, until);
  return isScaled;
}

async function release(
  { provisioner, progress, memory }: Weighted,
  version: string,
  until: number,
): Promise<void> {
  progress.waitFor(`scale-in of ${version} to be as it was`, until);
  const released = await orWarn(`scale-in of ${version} is still suspended`, progress.warn, () =>
    cleaningUp(until).releaseScaling(provisioner, version),
  );
  if (released !== undefined) memory.held.delete(version);
}

/** Puts back what was there before a rollout that died held it. Answers what is to be said of that, as sentences. */
export async function mendScaling({ provisioner, progress }: Weighted, version: string): Promise<string[]> {
  progress.waitFor(`scale-in of ${version} to be looked at`);
  return said(progress, `whether scale-in of ${version} is still suspended cannot be seen`, async () => {
    const held = await advancing.releaseScaling(provisioner, version);
    return held > 0 ? [`scale-in of ${version} is as it was before it was suspended`] : [];
  });
}

/**
 * Lets stable be scaled as the version that it replaced, where a rollout died before it saw to that. Answers what is to be said of it, as
 * sentences.
 */
export async function inheritScaling(
  { provisioner, progress }: Weighted,
  from: string,
  stable: string,
): Promise<string[]> {
  progress.waitFor(`${stable} to be scaled, as ${from} was`);
  return said(progress, `${stable} is not scaled as ${from} was`, async () => {
    const refused = await advancing.inheritScaling(provisioner, from, stable);
    if (refused === null) return [];
    return [
      `${stable} is scaled as ${from} was`,
      ...refused.map((reason) => `${stable} is not scaled as ${from} was: ${reason}`),
    ];
  });
}

/** Notes what was done, or why it was not: what scales a version is nothing that a service must wait for. */
async function said(progress: Progress, otherwise: string, act: () => Promise<string[]>): Promise<string[]> {
  const sentences = await act().catch((error: unknown) => {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    return [`${otherwise}: ${rootMessage(error)}`];
  });
  for (const sentence of sentences) progress.note(sentence);
  return sentences;
}
