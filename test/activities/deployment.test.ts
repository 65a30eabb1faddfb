import { MockActivityEnvironment } from '@temporalio/testing';
import { createDeploymentActivities } from '../../activities/deployment.ts';
import type { ProvisionerSpec } from '../../workflows/rollout/provisioner-spec.ts';
import { World } from '../fakes/world.ts';

const SPEC: ProvisionerSpec = { kind: 'given', cluster: 'shop', services: {} };

/** Waits for a version of which nothing can be seen, in an activity that is tried for so long. */
const awaitUnseen = (seconds: number) => {
  const { awaitReady } = createDeploymentActivities(() => new World().provisioner);
  const attempt = { scheduledTimestampMs: 5000, currentAttemptScheduledTimestampMs: 5000 + seconds * 1000 };
  return new MockActivityEnvironment(attempt).run(() => awaitReady(SPEC, 'v1'));
};

it.each([0, 59])('takes a version that cannot be seen for one on its way: after %s s', async (seconds) => {
  await expect(awaitUnseen(seconds)).rejects.toMatchObject({
    type: 'NotYet',
    message: 'v1 cannot be seen yet',
  });
});

it('takes a version that cannot be seen after a minute for one that is gone', async () => {
  await expect(awaitUnseen(60)).rejects.toMatchObject({
    type: 'VersionFailed',
    message: expect.stringMatching(/v1 is gone/),
  });
});
