import type { RolloutView } from '../../../client/rollouts/view.ts';
import { patiently } from '../patiently.ts';
import type { Lane } from '../lanes/lane.ts';
import type { RouterKind } from '../lanes/lane-service.ts';
import { faultOf, isLasting, isLate, KINDS, SLOW_KINDS, type ApiCall, type Kind } from './kinds.ts';
import { afterLateWrite } from './late-write.ts';

/**
 * From when on a call fails: at the beginning, once the canary has some traffic, while it commits, or on the way back after an abort;
 * or a call is slow, and the abort comes while it is under way.
 */
export const WHENS = ['start', 'split', 'commit', 'back', 'underWay'] as const;
export type When = (typeof WHENS)[number];

/** What can become of a call then. That an answer is slow tells more while the rollout changes what is the user's, or is aborted. */
export function kindsAt(when: When): readonly Kind[] {
  if (when === 'underWay') return SLOW_KINDS;
  return when === 'commit' ? [...KINDS, ...SLOW_KINDS] : KINDS;
}

/** One fault of one rollout. */
export interface Cell extends ApiCall {
  readonly router: RouterKind;
  /** Whether the rollout is the first of its service. */
  readonly first: boolean;
  readonly when: When;
  readonly kind: Kind;
}

/** What became of the rollout. */
export interface CellResult extends Cell {
  readonly outcome: string;
  readonly reason: string;
  /** What it waited for, and the failure it named, while nothing but the fault's end could help. */
  readonly stuck: string | undefined;
  /** Whether it asked a person, who had it tried again. */
  readonly asked?: boolean;
  /** Of a write that was carried out after the end: whether a look put right what it had made of the traffic. */
  readonly putRight?: boolean;
  /** How often the call failed; 0 where this rollout did not make it, as it need not look at what went quickly. */
  readonly faults: number;
  readonly failedRequests: number;
  readonly seconds: number;
  /** What was not whole afterwards. */
  readonly wrongs: readonly string[];
}

/** A rollout that only waits for the fault to be lifted has tried so often. */
const STUCK_ATTEMPTS = 4;

let cells = 0;

/** Runs one rollout with one fault in it. Lifts the fault when the rollout can go neither forward nor back, and says so. */
export const runCell = (lane: Lane, cell: Cell): Promise<CellResult> =>
  cell.first ? lane.withNewService((fresh) => runIn(fresh, cell)) : runIn(lane, cell);

async function runIn(lane: Lane, cell: Cell): Promise<CellResult> {
  const began = performance.now();
  const [before, failedBefore] = [await lane.latestCall(), lane.failedRequests()];
  await begin(lane, cell);

  let earlier: RolloutView | undefined;
  const stuck = await patiently(async () => {
    const view = await lane.view();
    if (view?.running === false) return { at: undefined };
    if (view?.status.held) return { at: isLasting(cell.kind) ? view.status.waitsFor?.what : undefined };
    // The attempts of a view are older than its status: those that the way forward left off are gone at the next look.
    const at = earlier && view && isLasting(cell.kind) ? stuckAt(earlier.status, view.attempts) : undefined;
    earlier = view;
    return at !== undefined && { at };
  });
  await lane.setFaults();
  const { status, asked } = await endOf(lane);
  const outcome = status.outcome?.kind ?? 'none';
  const met = (await lane.callsSince(before)).filter(({ injected }) => injected);
  const shallServe = !cell.first || lane.service.serves || outcome === 'promoted';
  const findWrongs = () => lane.service.findWrongs(shallServe);
  const [late] = isLate(cell.kind) ? met : [];
  return {
    ...cell,
    outcome,
    reason: status.outcome?.reason ?? '',
    stuck: stuck.at,
    ...(asked && { asked }),
    faults: met.length,
    ...(late === undefined
      ? { wrongs: await findWrongs() }
      : await afterLateWrite(lane, late, status.events.at(-1)?.at ?? '', findWrongs)),
    failedRequests: lane.failedRequests() - failedBefore,
    seconds: Math.round((performance.now() - began) / 1000),
  };
}

/** Waits for a rollout's end; where it asks a person, it is told to try again. */
async function endOf(lane: Lane): Promise<Pick<RolloutView, 'status'> & { readonly asked: boolean }> {
  let asked = false;
  const { status } = await patiently(async () => {
    const view = await lane.view();
    if (view?.running && view.status.held) {
      asked = true;
      await lane.handle().signal('promote', { by: 'test', reason: 'it asked' });
    }
    return view?.running === false && view;
  });
  return { status, asked };
}

/** Starts the rollout and puts the fault into it; aborts or promotes it where that belongs to the cell. */
async function begin(lane: Lane, cell: Cell): Promise<void> {
  const { when, kind } = cell;
  const fault = faultOf(kind, cell);
  const isLater = when === 'back' || when === 'commit';
  if (!isLater) await lane.setFaults({ ...fault, ...(when === 'split' && { since: lane.service.shift }) });
  const version = lane.build(`cell ${++cells}`, {
    ...(when === 'back' && lane.service.longBake),
    ...(when === 'commit' ? lane.service.longEnd : {}),
    ...(isLate(kind) && lane.service.restoring),
  });
  const handle = await lane.start(version);
  if (isLater) {
    await patiently(async () => bakesAt(await lane.view(), version.sha, when === 'back' ? 1 : 100));
    await lane.setFaults(fault);
  } else if (when === 'underWay') await patiently(async () => (await lane.usedFaults()).length > 0);
  else return;
  await handle.signal(when === 'commit' ? 'promote' : 'abort', { by: 'test', reason: 'fault table' });
}

/** Whether the rollout is watched while the canary has so much of the traffic at least. */
export const bakesAt = (view: RolloutView | undefined, sha: string, least: number): boolean =>
  view?.status.phase === 'baking' &&
  view.status.readBack.some(({ version, weight }) => version === sha && weight >= least);

/** Where a rollout on its way back, or past the point of return, tries again and again; undefined if it does not. */
function stuckAt(status: RolloutView['status'], attempts: RolloutView['attempts']): string | undefined {
  const trying = attempts.find(({ attempt, lastFailure }) => attempt >= STUCK_ATTEMPTS && lastFailure);
  if (!trying || !['rollingBack', 'committing'].includes(status.phase)) return undefined;
  // Asking whether something is gone or there already is no failure.
  if (/ is being |IN_PROGRESS|\d of \d+ (tasks|targets)\b/.test(trying.lastFailure ?? '')) return undefined;
  return `waits for ${status.waitsFor?.what}; ${trying.activity}: ${trying.lastFailure}`;
}
