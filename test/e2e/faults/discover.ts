import { eventually } from '../../infra/local/eventually.ts';
import type { Call } from '../journal.ts';
import type { Lane } from '../lanes/lane.ts';
import { WHENS, type Cell, type When } from './cell.ts';
import { KINDS, type ApiCall } from './kinds.ts';

/** Finds by two undisturbed rollouts, one promoted and one aborted, which calls are made when. */
async function discoverCalls(lane: Lane): Promise<Record<When, ApiCall[]>> {
  const forward = await callsOf(lane, 'discovers the way forward', {}, async () => undefined);
  const split = forward.findIndex(({ action }) => action === lane.service.shift) + 1;
  let aborted = 0;
  const back = await callsOf(lane, 'discovers the way back', lane.service.longBake, async () => {
    await eventually(async () => (await lane.view())?.status.phase === 'baking');
    await eventually(async () => (await lane.view())?.status.waitsFor?.what.includes('to have baked'));
    aborted = await lane.latestCall();
    await lane.handle().signal('abort', { by: 'test', reason: 'discovery' });
  });
  return {
    start: distinct(forward.slice(0, split)),
    split: distinct(forward.slice(split)),
    back: distinct(back.filter(({ n }) => n > aborted)),
  };
}

/** The whole table of a lane's router: each call at each time that it is made, by each kind of fault. */
export async function allCells(lane: Lane): Promise<Cell[]> {
  const { router } = lane.service;
  const calls = await discoverCalls(lane);
  return WHENS.flatMap((when) =>
    calls[when].flatMap((call) => KINDS.map((kind) => ({ router, when, ...call, kind }))),
  );
}

async function callsOf(
  lane: Lane,
  title: string,
  fields: Readonly<Record<string, unknown>>,
  act: () => Promise<void>,
): Promise<Call[]> {
  const before = await lane.latestCall();
  await lane.start(lane.build(title, fields));
  await act();
  await eventually(async () => (await lane.view())?.running === false);
  return lane.callsSince(before);
}

function distinct(calls: readonly Call[]): ApiCall[] {
  const byName = new Map(calls.map(({ service, action }) => [`${service} ${action}`, { service, action }]));
  return [...byName.values()];
}
