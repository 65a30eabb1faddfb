import type { Provisioner, Readiness } from '../../../activities/provisioners/provisioner.ts';
import { eventually } from '../../infra/local/eventually.ts';

/** Provisioners of a kind, each with a world in which their version turns out well or badly. */
export interface ProvisionersUnderTest {
  readonly good: Provisioner;
  /** Its image cannot be pulled. */
  readonly bad: Provisioner;
}

/** Waits until a version is no longer on its way. */
export const settled = (provisioner: Provisioner, version: string): Promise<Readiness> =>
  eventually(async () => {
    const readiness = await provisioner.readiness(version);
    return readiness.kind === 'pending' ? undefined : readiness;
  });

/** What every provisioner keeps to. */
export function provisionerContract(start: () => Promise<ProvisionersUnderTest>): void {
  it('a version that was never asked for is absent', async () => {
    const { good } = await start();
    expect(await good.readiness('v1')).toEqual({ kind: 'absent' });
    expect(await good.healthyTasks('v1')).toBe(0);
  });

  it('a version that was asked for is pending with a reason, and then ready', async () => {
    const { good } = await start();
    await good.create('v1', 'run-1');
    expect(await good.readiness('v1')).toMatchObject({
      kind: 'pending',
      reason: expect.stringMatching(/\w/),
    });
    expect(await settled(good, 'v1')).toEqual({ kind: 'ready' });
    expect(await good.healthyTasks('v1')).toBeGreaterThan(0);
  });

  it('asking again, as after a lost reply, changes nothing', async () => {
    const { good } = await start();
    await good.create('v1', 'run-1');
    await good.create('v1', 'run-1');
    expect(await settled(good, 'v1')).toEqual({ kind: 'ready' });
    await good.create('v1', 'run-1');
    expect(await good.readiness('v1')).toEqual({ kind: 'ready' });
  });

  it('a version that cannot run fails with the cause that a person needs', async () => {
    const { bad } = await start();
    await bad.create('v1', 'run-1');
    expect(await settled(bad, 'v1')).toMatchObject({
      kind: 'failed',
      reason: expect.stringMatching(/CannotPullContainerError/),
    });
  });

  it('a version that failed can be removed, and the next try of it works', async () => {
    const { good, bad } = await start();
    await bad.create('v1', 'run-1');
    await settled(bad, 'v1');
    await eventually(() =>
      good.create('v1', 'run-1').then(
        () => true,
        () => false,
      ),
    );
    expect(await settled(good, 'v1')).toEqual({ kind: 'ready' });
  });

  it('a removed version is absent in the end, as are its ECS services, and removing it again changes nothing', async () => {
    const { good } = await start();
    expect(await good.services('v1')).toEqual([]);
    await good.create('v1', 'run-1');
    await settled(good, 'v1');
    expect(await good.services('v1')).toEqual([expect.stringMatching(/^service\/[^/]+\/[^/]+-v1$/)]);
    await good.remove('v1');
    await good.remove('v1');
    expect(await settled(good, 'v1')).toEqual({ kind: 'absent' });
    expect(await good.services('v1')).toEqual([]);
    await good.remove('v1');
  });

  it('can be removed while it is still on its way', async () => {
    const { good } = await start();
    await good.create('v1', 'run-1');
    await good.remove('v1');
    expect(await settled(good, 'v1')).toEqual({ kind: 'absent' });
  });
}
