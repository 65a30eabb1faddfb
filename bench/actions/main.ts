import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { WorkflowHandle } from '@temporalio/client';
import { inCrowd, type Crowd } from '../rollouts-at-once/crowd.ts';
import { tell, type Ratio } from '../ratio.ts';
import { activitiesIn, costOf, sumOf, type Cost } from './count.ts';

/** What a rollout costs on Temporal, by judge: actions, events and bytes of ten steps, behind a load balancer on a real server. */
const { values } = parseArgs({
  options: { steps: { type: 'string', default: '10' }, bakeSeconds: { type: 'string', default: '60' } },
});
const STEPS = Number(values.steps);
const BAKE_SECONDS = Number(values.bakeSeconds);

const JUDGES = [
  { kind: 'evidence', judge: { kind: 'evidence' }, goal: 60 },
  { kind: 'errorCount', judge: { kind: 'errorCount', windowSeconds: BAKE_SECONDS }, goal: 35 },
];

/** How often there was something, by its name. */
type Counts = readonly (readonly [string, number])[];

const costs = await inCrowd(JUDGES.length, (crowd) => {
  const { shop } = crowd;
  const counting = setInterval(() => void shop.countRequests(20).catch(() => undefined), 1000);
  return Promise.all(JUDGES.map(({ judge }, i) => rollOut(crowd, i, judge))).finally(() =>
    clearInterval(counting),
  );
});
for (const [i, { cost, activities, beats, outcome }] of costs.entries()) {
  console.log(`${JUDGES[i]!.kind}: ${outcome}, ${Math.round(cost.bytes / 1000)} KB of history`);
  console.log(`  actions: ${listed(Object.entries(cost.actions))}`);
  console.log(`  activities: ${listed(activities)}`);
  console.log(`  signs of life: ${listed(beats)}`);
}
const summary = costs.map(
  ({ cost }, i) => `${JUDGES[i]!.kind} ${sumOf(cost)} actions, ${cost.events} events`,
);
tell({
  ratios: costs.flatMap((_, i) => ratiosOf(JUDGES[i]!, costs[i]!)),
  summary: `${STEPS} steps of ${BAKE_SECONDS} s: ${summary.join('; ')}`,
});
process.exit();

function ratiosOf(
  { kind, goal }: (typeof JUDGES)[number],
  { cost, beats, outcome }: (typeof costs)[number],
): Ratio[] {
  const ofBakes = beats.filter(([name]) => name === 'watchStep').reduce((sum, [, count]) => sum + count, 0);
  const isTen = STEPS === 10 && BAKE_SECONDS === 60;
  const ratio = (what: string, value: number, unit: string, atMost?: number): Ratio => ({
    ...{ what: `${kind}: ${what}`, value, unit },
    ...(atMost !== undefined && { atMost }),
  });
  return [
    ratio('not promoted', outcome === 'promoted' ? 0 : 1, 'rollouts', 0),
    ratio('actions', sumOf(cost), 'a rollout', isTen ? goal : undefined),
    ...Object.entries(cost.actions).map(([what, count]) => ratio(`actions: ${what}`, count, 'a rollout')),
    ratio('events', cost.events, 'a rollout', isTen ? 160 : undefined),
    ratio('history', Math.round(cost.bytes / 1000), 'KB a rollout'),
    ratio('signs of life of watches', (3600 * ofBakes) / (STEPS * BAKE_SECONDS), 'an hour of bake', 60),
  ];
}

function listed(counts: Counts): string {
  return counts.map(([what, count]) => `${what} ${count}`).join(', ');
}

async function rollOut(
  { shop, start }: Crowd,
  i: number,
  judge: object,
): Promise<{ cost: Cost; activities: Counts; beats: Counts; outcome: string }> {
  const steps = Array.from({ length: STEPS - 1 }, (_, step) => ({
    weight: Math.round((100 * (step + 1)) / STEPS),
    bakeSeconds: BAKE_SECONDS,
  }));
  const handle = await start(shop.services[i]!, BAKE_SECONDS, { judge, steps });
  const ended = new AbortController();
  const beating = countBeats(handle, ended.signal);
  const outcome = await handle.result().then(
    () => 'promoted',
    (error: Error) => `${error.message}: ${(error.cause as Error | undefined)?.message}`,
  );
  ended.abort();
  const [history, { historyLength: _, raw }] = [await handle.fetchHistory(), await handle.describe()];
  const bytes = Number(raw.workflowExecutionInfo?.historySizeBytes ?? 0);
  const { actions, ...cost } = costOf(history, bytes);
  const beats = await beating;
  const heartbeats = beats.reduce((sum, [, count]) => sum + count, 0);
  const withBeats = { ...cost, actions: { ...actions, heartbeats } };
  return { cost: withBeats, activities: activitiesIn(history), beats, outcome };
}

/** Signs of life of a rollout's activities, by the activity; Temporal tells the latest alone. */
async function countBeats(handle: WorkflowHandle, signal: AbortSignal): Promise<Counts> {
  const seen = new Set<string>();
  const counts = new Map<string, number>();
  while (!signal.aborted) {
    const { raw } = await handle.describe();
    for (const { activityId, activityType, lastHeartbeatTime: at } of raw.pendingActivities ?? []) {
      const beat = at && `${activityId} ${at.seconds?.toString()}.${at.nanos}`;
      if (!beat || seen.has(beat)) continue;
      seen.add(beat);
      const name = activityType?.name ?? '';
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    await sleep(500);
  }
  return [...counts];
}
