import { patiently } from '../patiently.ts';
import type { Call } from '../journal.ts';
import type { Lane } from '../lanes/lane.ts';
import { bakesAt, kindsAt, type Cell, type When } from './cell.ts';
import { isRead } from '../../../activities/reads.ts';
import { LATE_KINDS, type ApiCall } from './kinds.ts';
import type { SlowCell } from './slow.ts';

/** A call, and from when on it is made. */
type TimedCall = ApiCall & { readonly when: When };

/** The calls of an undisturbed rollout that is promoted. */
async function discoverForward(lane: Lane): Promise<TimedCall[]> {
  const { longEnd, shift } = lane.service;
  let promoted = Infinity;
  const calls = await callsOf(lane, 'discovers the way forward', longEnd ?? {}, async (sha) => {
    if (longEnd === undefined) return;
    await patiently(async () => bakesAt(await lane.view(), sha, 100));
    promoted = await lane.latestCall();
    await lane.handle().signal('promote', { by: 'test', reason: 'discovery' });
  });
  const shifted = calls.find(({ action }) => action === shift)?.n ?? Infinity;
  const whenOf = ({ n }: Call): When => (n > promoted ? 'commit' : n > shifted ? 'split' : 'start');
  return distinct(calls.map((call) => ({ ...call, when: whenOf(call) })));
}

/** The calls of an undisturbed rollout after it was aborted. */
async function discoverBack(lane: Lane): Promise<TimedCall[]> {
  let aborted = 0;
  const calls = await callsOf(lane, 'discovers the way back', lane.service.longBake, async () => {
    await patiently(async () => (await lane.view())?.status.phase === 'baking');
    await patiently(async () => (await lane.view())?.status.waitsFor?.what.includes('to have baked'));
    aborted = await lane.latestCall();
    await lane.handle().signal('abort', { by: 'test', reason: 'discovery' });
  });
  return distinct(calls.filter(({ n }) => n > aborted).map((call) => ({ ...call, when: 'back' })));
}

async function discoverNext(lane: Lane): Promise<TimedCall[]> {
  // A lane's service may not have been rolled out before; the first way forward is not looked at when the way back is discovered.
  const back = await discoverBack(lane);
  return [...(await discoverForward(lane)), ...back];
}

/**
 * The whole table of a lane's router: each call at each time that it is made, by each kind of fault; of a service's first rollout
 * those that no other makes.
 */
export async function allCells(lane: Lane): Promise<(Cell | SlowCell)[]> {
  const { router } = lane.service;
  const [next, forward, back] = await Promise.all([
    discoverNext(lane),
    lane.withNewService(discoverForward),
    lane.withNewService(discoverBack),
  ]);
  const isUsual = ({ service, action }: ApiCall) =>
    next.some((call) => call.service === service && call.action === action);
  const first = [...forward, ...back].filter((call) => !isUsual(call));
  const calls = [
    ...next.map((call) => ({ ...call, first: false })),
    ...first.map((call) => ({ ...call, first: true })),
  ];
  const slow = next
    .filter(({ when }) => when !== 'back')
    .map((call) => ({ ...call, when: 'underWay' as const }));
  return [
    ...calls.flatMap((call) => kindsAt(call.when).map((kind) => ({ router, ...call, kind }))),
    ...next
      .filter(({ action }) => !isRead(action))
      .flatMap((call) => LATE_KINDS.map((kind) => ({ router, ...call, first: false, kind }))),
    ...(['promoted', 'aborted'] as const).map((end) => ({ router, everyCall: calls.map(named), end })),
    ...distinct(slow).flatMap((call) =>
      kindsAt(call.when).map((kind) => ({ router, ...call, first: false, kind })),
    ),
  ];
}

async function callsOf(
  lane: Lane,
  title: string,
  fields: Readonly<Record<string, unknown>>,
  act: (sha: string) => Promise<void>,
): Promise<Call[]> {
  const before = await lane.latestCall();
  const version = lane.build(title, fields);
  await lane.start(version);
  await act(version.sha);
  await patiently(async () => (await lane.view())?.running === false);
  return lane.callsSince(before);
}

const named = ({ service, action }: ApiCall): ApiCall => ({ service, action });

function distinct(calls: readonly TimedCall[]): TimedCall[] {
  const byName = new Map(
    calls.map(({ service, action, when }) => [`${when} ${service} ${action}`, { service, action, when }]),
  );
  return [...byName.values()];
}
