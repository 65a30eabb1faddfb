import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createClearingActivities, type AskedToClear } from '../../activities/clear-away.ts';

const ALL_TO_CANARY = [{ version: 'v2', weight: 100 }];
const ASKED: AskedToClear = {
  router: { kind: 'alb' } as never,
  provisioner: { kind: 'ecs' } as never,
  versions: [{ version: 'v1', made: 'id of v1' }],
  last: ALL_TO_CANARY,
  held: { locks: ['lock/rule'], firstRunId: 'run' },
};

/** What an attempt did, and how it ended. */
async function attempt(number: number, removal: () => Promise<'removed'>, holder?: string) {
  const did: string[] = [];
  const { clearAway } = createClearingActivities({
    shiftTraffic: async (_, split) => {
      did.push('shift');
      return split;
    },
    removeVersion: removal,
    lockTraffic: async () => {
      if (holder) throw ApplicationFailure.nonRetryable(`the rule is being changed by ${holder}`, 'Refused');
      return ['lock/rule'];
    },
    unlockTraffic: async (locks) => void did.push(`let go of ${locks.join()}`),
  });
  const env = new MockActivityEnvironment({ attempt: number });
  const run: Promise<unknown> = env.run(() => clearAway(ASKED));
  const ended = await run.catch((error: unknown) => error);
  return { did, ended };
}

const removed = () => Promise.resolve('removed' as const);
const DONE = { isDone: true, fates: { v1: 'removed' }, split: ALL_TO_CANARY };

it('removes what has no traffic, takes it out of the split and lets go, in this order', async () => {
  expect(await attempt(1, removed)).toEqual({ did: ['shift', 'let go of lock/rule'], ended: DONE });
});

it('is asked again as long as something of a version is there', async () => {
  const notYet = ApplicationFailure.create({ type: 'NotYet', message: 'v1 is still there' });
  expect(await attempt(1, () => Promise.reject(notYet))).toEqual({ did: [], ended: notYet });
});

it('leaves it to the rollout to do it part by part, and to tell of it, where something is refused', async () => {
  const denied = Object.assign(new Error('not allowed'), { name: 'AccessDenied' });
  expect(await attempt(1, () => Promise.reject(denied))).toEqual({ did: [], ended: { isDone: false } });
});

it('changes nothing any more that others hold, since an earlier attempt has let go of it at its end', async () => {
  expect(await attempt(2, removed, 'canary/shop/till')).toEqual({ did: [], ended: DONE });
});
