import type { Provisioner, Readiness } from '../../../activities/provisioners/provisioner.ts';
import { eventually } from '../../infra/local/eventually.ts';

/** Provisioners of a kind, each with a world in which their version turns out well or badly. */
export interface ProvisionersUnderTest {
  readonly good: Provisioner;
  /** Its image cannot be pulled. */
  readonly bad: Provisioner;
  /** Whether anything of the version is there in truth, where the provisioner's own reads may lag. */
  isThere(version: string): Promise<boolean>;
}

/** Waits until a version is no longer on its way. */
export const settled = (provisioner: Provisioner, version: string): Promise<Readiness> =>
  eventually(async () => {
    const readiness = await provisioner.readiness(version);
    return readiness.kind === 'pending' ? undefined : readiness;
  });

/** Asks as an activity does, which is tried again while what it needs cannot be seen yet. */
const create = (provisioner: Provisioner): Promise<string> =>
  eventually(() =>
    provisioner.create('v1', 'run-1').catch((error: Error & { type?: string }) => {
      if (error.type !== 'NotYet') throw error;
      return undefined;
    }),
  );

/** Waits until a version is as wanted, as an activity does, for which one that is asked for and cannot be seen yet is on its way. */
const becomes = (provisioner: Provisioner, kind: Readiness['kind']): Promise<Readiness> =>
  eventually(async () => {
    const readiness = await provisioner.readiness('v1');
    return readiness.kind === kind && readiness;
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
    await create(good);
    expect(await becomes(good, 'pending')).toMatchObject({ reason: expect.stringMatching(/\w/) });
    expect(await settled(good, 'v1')).toEqual({ kind: 'ready' });
    expect(await good.healthyTasks('v1')).toBeGreaterThan(0);
  });

  it('asking again, as after a lost reply, changes nothing', async () => {
    const { good } = await start();
    const made = await create(good);
    expect(await create(good)).toBe(made);
    await becomes(good, 'ready');
    expect(await create(good)).toBe(made);
    expect(await good.readiness('v1')).toEqual({ kind: 'ready' });
  });

  it('a version that cannot run fails with the cause that a person needs', async () => {
    const { bad } = await start();
    await create(bad);
    expect(await becomes(bad, 'failed')).toMatchObject({
      reason: expect.stringMatching(/CannotPullContainerError/),
    });
  });

  it('a version that failed can be removed, and the next try of it works', async () => {
    const { good, bad } = await start();
    await create(bad);
    await becomes(bad, 'failed');
    await create(good);
    await becomes(good, 'ready');
  });

  it('a removed version is gone in the end, as are its ECS services, and removing it again changes nothing', async () => {
    const { good, isThere } = await start();
    expect(await good.services('v1')).toEqual([]);
    const made = await create(good);
    await becomes(good, 'ready');
    expect(await good.services('v1')).toEqual([expect.stringMatching(/^service\/[^/]+\/[^/]+-v1$/)]);
    await good.remove('v1', made);
    await good.remove('v1', made);
    await becomes(good, 'absent');
    expect(await good.services('v1')).toEqual([]);
    await good.remove('v1', made);
    await eventually(async () => !(await isThere('v1')));
  });

  it('can be removed while it is still on its way, also before it can be seen', async () => {
    const { good, isThere } = await start();
    const made = await create(good);
    await good.remove('v1', made);
    await becomes(good, 'absent');
    await eventually(async () => !(await isThere('v1')));
  });
}
