import { setTimeout as sleep } from 'node:timers/promises';
import { onStage, type Stage } from '../../bench/world/stage.ts';
import { usageOf } from '../../bench/world/usage.ts';
import { rolloutId } from '../../workflows/messages.ts';
import type { World } from '../fakes/world.ts';
import { awsError } from '../fakes/world.ts';
import { rollOutUntil, type End } from './lane.ts';
import { blowsFor, type Size, type Timed } from './schedule.ts';

/** What a soak came to. */
export interface Soaked {
  readonly ends: readonly End[];
  readonly blows: number;
  /** What is not whole at the end, a sentence each. */
  readonly wrongs: readonly string[];
  /** Resident memory of the worker that was left alone in the second half, over that half. */
  readonly memory: readonly { readonly seconds: number; readonly bytes: number }[];
}

const SAMPLE_SECONDS = 5;

/** Keeps rollouts in flight for a while, one in each lane, and deals blows from a seed. */
export function soak(seed: number, size: Size, bakeSeconds: number): Promise<Soaked> {
  const services = Array.from({ length: size.lanes }, (_, lane) => `service-${lane}`);
  return onStage(
    async (stage) => {
      const began = Date.now();
      const until = began + 1000 * size.seconds;
      const over = new AbortController();
      const blows = blowsFor(seed, size);
      const dealt = deal(stage, services, blows, began);
      const sampled = sample(stage, began, size.seconds / 2, over.signal);
      const ends = await Promise.all(
        services.map((service) => rollOutUntil(stage, service, bakeSeconds, until)),
      );
      await dealt;
      over.abort();
      return {
        ends: ends.flat(),
        blows: blows.length,
        wrongs: await wrongsOf(stage, services),
        memory: await sampled,
      };
    },
    { workers: size.workers, periodSeconds: 2 },
  );
}

async function deal(
  stage: Stage,
  services: readonly string[],
  blows: readonly Timed[],
  began: number,
): Promise<void> {
  // A process is brought back while others are struck; the end waits for all of them.
  const restarts: Promise<void>[] = [];
  const struck = new Set<unknown>();
  const kill = (part: Pick<Stage['temporal'], 'kill' | 'restart'>) => {
    if (struck.has(part)) return;
    struck.add(part);
    const back = part
      .kill('SIGKILL')
      .then(() => part.restart())
      .finally(() => struck.delete(part));
    restarts.push(back);
  };
  for (const blow of blows) {
    await sleep(Math.max(0, began + 1000 * blow.at - Date.now()));
    switch (blow.kind) {
      case 'killWorker':
        kill(stage.workers[blow.worker]!);
        break;
      case 'killTemporal':
        kill(stage.temporal);
        break;
      case 'fault': {
        const world = stage.worlds.worlds.get(rolloutId('shop', services[blow.lane]!));
        const error = awsError('ThrottlingException', 'Rate exceeded');
        if (blow.isLost) world?.loseReplies(blow.operation, error);
        else world?.failNext(blow.operation, error);
        break;
      }
      case 'abort':
        await stage.client.workflow
          .getHandle(rolloutId('shop', services[blow.lane]!))
          .signal('abort', { by: 'soak' })
          // Between two rollouts, or while the server is away, there is nothing to abort.
          .catch(() => undefined);
    }
  }
  await Promise.all(restarts);
}

/** Samples the memory of worker 0 from a second on. */
async function sample({ workers: [worker] }: Stage, began: number, from: number, signal: AbortSignal) {
  const samples: { seconds: number; bytes: number }[] = [];
  while (!signal.aborted) {
    const seconds = (Date.now() - began) / 1000;
    if (seconds >= from) samples.push({ seconds, bytes: usageOf(worker!.pid).memoryBytes });
    await sleep(1000 * SAMPLE_SECONDS, undefined, { signal }).catch(() => undefined);
  }
  return samples;
}

/** What was lost or left over: in the worlds, and on the server. */
async function wrongsOf({ worlds, client }: Stage, services: readonly string[]): Promise<string[]> {
  const wrongs = services.flatMap((service) => {
    const world = worlds.worlds.get(rolloutId('shop', service));
    return world === undefined ? [`${service} was never rolled out`] : notWhole(service, world);
  });
  for (let tries = 1; ; tries++) {
    const { count } = await client.workflow.count(`ExecutionStatus = 'Running'`);
    if (count === 0) return wrongs;
    if (tries === 30) return [...wrongs, `${count} workflows are still running`];
    await sleep(1000);
  }
}

/** One version is to have all traffic, to be the only one that runs, and to be the one on record. */
function notWhole(service: string, { split, running, record, scaled }: World): string[] {
  const [serving] = split;
  const isWhole =
    split.length === 1 &&
    serving?.weight === 100 &&
    running.size === 1 &&
    running.has(serving.version) &&
    (record?.image.endsWith(`.${serving.version}`) ?? false) &&
    ![...scaled.values()].includes('held');
  if (isWhole) return [];
  return [`${service} has ${JSON.stringify({ split, running: [...running], image: record?.image })}`];
}
