import { patiently } from '../patiently.ts';
import type { Lane } from '../lanes/lane.ts';
import type { RouterKind } from '../lanes/lane-service.ts';
import type { ApiCall } from './kinds.ts';

/** A whole rollout in which every call to AWS takes its time; it is left alone, or aborted while the canary has traffic. */
export interface SlowCell {
  readonly router: RouterKind;
  readonly everyCall: readonly ApiCall[];
  readonly end: 'promoted' | 'aborted';
}

/** What became of the rollout. */
export interface SlowResult extends SlowCell {
  readonly outcome: string;
  readonly reason: string;
  readonly failedRequests: number;
  readonly seconds: number;
  /** What was not whole afterwards. */
  readonly wrongs: readonly string[];
}

export const SLOW_SECONDS = 5;

const BALANCED = {
  steps: [{ weight: 50, bakeSeconds: 20 }],
  finalBakeSeconds: 20,
  limits: { readySeconds: 600, extensionSeconds: 120, drainSeconds: 1 },
};

/** Waits that leave room for a few calls each. */
const FIELDS: Readonly<Record<RouterKind, object>> = {
  'app-mesh': { WaitTime: 20, DeploymentTimeout: 600, ExtensionTimeout: 120 },
  alb: BALANCED,
  'in-place': BALANCED,
  ecs: BALANCED,
};

let cells = 0;

/** Runs one such rollout. */
export async function runSlowly(lane: Lane, cell: SlowCell): Promise<SlowResult> {
  const began = performance.now();
  const failedBefore = lane.failedRequests();
  const slow = cell.everyCall.map((call) => ({ ...call, delay_ms: SLOW_SECONDS * 1000, times: -1 }));
  await lane.setFaults(...slow);
  const version = lane.build(`slow ${++cells}`, { ...FIELDS[cell.router] });
  const handle = await lane.start(version);
  if (cell.end === 'aborted') {
    await patiently(async () => {
      const view = await lane.view();
      return view?.running === false || view?.status.phase === 'baking';
    });
    await handle.signal('abort', { by: 'test', reason: 'every call is slow' }).catch(() => undefined);
  }
  const { status } = await patiently(async () => {
    const view = await lane.view();
    return view?.running === false && view;
  });
  await lane.setFaults();
  const outcome = status.outcome?.kind ?? 'none';
  const wrongs = await lane.service.findWrongs(true);
  return {
    ...cell,
    outcome,
    reason: status.outcome?.reason ?? '',
    failedRequests: lane.failedRequests() - failedBefore,
    seconds: Math.round((performance.now() - began) / 1000),
    wrongs: [...wrongs, ...(outcome === cell.end ? [] : [`it was ${outcome}`])],
  };
}
