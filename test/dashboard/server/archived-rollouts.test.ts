import type { Archive, ArchivedRollout } from '../../../activities/archive/archive.ts';
import { Trouble } from '../../../client/trouble.ts';
import { withArchive } from '../../../dashboard/server/archived-rollouts.ts';
import type { RolloutPlan } from '../../../workflows/rollout/plan.ts';
import { rolloutStatus } from '../../fakes/rollout-status.ts';
import { foundRollout, rolloutView, RUN_ID } from '../../fakes/rollout-view.ts';
import { rolloutsFrom } from '../dashboard-of.ts';

const OWNER = { environment: 'shop', service: 'cart' };
const FORGOTTEN = '11111111-5071-7677-ab65-2c6ead0167f5';
const outcome = { kind: 'promoted', reason: 'well' } as const;
const kept = (runId: string, day: number): ArchivedRollout => ({
  form: 1,
  ...OWNER,
  runId,
  started: `2026-03-0${day}T12:00:00.000Z`,
  ended: `2026-03-0${day}T12:10:00.000Z`,
  status: rolloutStatus({ canary: `v${day}`, phase: 'promoted', outcome }),
});
const archive: Archive = {
  has: () => Promise.resolve(true),
  keep: () => Promise.resolve(),
  latest: () => Promise.resolve([kept(RUN_ID, 2), kept(FORGOTTEN, 1)]),
  find: (_owner, runId) => Promise.resolve(runId === FORGOTTEN ? kept(FORGOTTEN, 1) : undefined),
};
const known = foundRollout(rolloutView({ phase: 'promoted', outcome }), '2026-03-02T12:00:00.000Z');

it('adds to the past of a service what Temporal has forgotten, each rollout once', async () => {
  const { found } = await withArchive(rolloutsFrom([known]), archive).list(OWNER, 50);
  expect(found.map(({ info }) => info.runId)).toEqual([RUN_ID, FORGOTTEN]);
});

it('tells of a rollout that Temporal has forgotten, and of no other', async () => {
  const rollouts = withArchive(rolloutsFrom([known]), archive);
  expect((await rollouts.view(OWNER, FORGOTTEN)).status.canary).toBe('v1');
  await expect(rollouts.view(OWNER, '22222222-5071-7677-ab65-2c6ead0167f5')).rejects.toThrow('no rollout');
});

it('tells the plan and the AWS calls of a rollout that Temporal has forgotten', async () => {
  const plan = { version: { id: 'v1', image: 'shop:v1' } } as RolloutPlan;
  const acts = [{ activity: 'shiftTraffic', at: '2026-03-01T12:00:00.000Z', attempts: 1, calls: [] }];
  const full = {
    ...archive,
    find: () => Promise.resolve({ ...kept(FORGOTTEN, 1), plan, acts }),
  };
  const gone = {
    ...rolloutsFrom([known]),
    plan: () => Promise.reject(new Error('not found')),
    acts: () => Promise.reject(new Error('not found')),
  };
  const rollouts = withArchive(gone, full);
  const view = await rollouts.view(OWNER, FORGOTTEN);
  expect(await rollouts.plan?.(OWNER, view.runId)).toEqual(plan);
  expect(await rollouts.acts?.(OWNER, view)).toEqual(acts);
});

it('takes no rollout that has ended for the one that runs and is not answered for', async () => {
  const silent = {
    ...rolloutsFrom([known]),
    view: () => Promise.reject(new Trouble('noWorker', 'no worker answers')),
  };
  await expect(withArchive(silent, archive).view(OWNER)).rejects.toThrow('no worker answers');
});
