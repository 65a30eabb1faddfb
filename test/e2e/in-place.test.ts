import { recordedImage } from '../../infra/demo/recorded-image.ts';
import { albAftermath } from '../../infra/demo/routers/alb-aftermath.ts';
import { NO_CARTS, WRONG_PORT } from '../../infra/demo/routers/cart-versions.ts';
import { unknowing } from '../../infra/demo/routers/cart-stack.ts';
import { takeInventory, type Inventory } from '../../infra/demo/routers/inventory.ts';
import { totalsOf, type Timeline } from '../../infra/local/traffic/timeline.ts';
import { ROLLOUT, startAlbLab, type AlbLab } from './alb/lab.ts';
import { setAsOwnersDo } from './alb/owner-settings.ts';
import { openScaling } from './alb/scaling.ts';
import { updateStack } from './alb/update-stack.ts';
import { againstPolicy, type Call } from './journal.ts';
import { variation } from './variation.ts';

let lab: AlbLab;
/** The version that the service runs after the first tests. */
let present = 'first';
beforeAll(async () => {
  lab = await startAlbLab(unknowing);
});
afterAll(() => lab?.close());

const IN_PLACE = { provisioner: { kind: 'ecs' } };

const failures = (timeline: Timeline): [string, number][] =>
  Object.entries(totalsOf(timeline))
    .map(([version, { errors }]): [string, number] => [version, errors])
    .filter(([, errors]) => errors > 0);

const answering = (timeline: Timeline): string[] => Object.keys(totalsOf(timeline)).sort();

/** What neither a rollout changes nor an alarm that goes off. */
const lasting = ({ revisions: _, alarms: __, ...things }: Inventory) => things;

/** Whether a call gives the user's own service a task definition. */
const gives = ({ action, permissions }: Call): boolean =>
  action === 'UpdateService' && JSON.stringify(permissions).includes('/cart"');

describe('an ECS service whose code knows nothing of Serin', () => {
  it('runs the new version in the end under its own name, without a failed request, and nothing else differs', async () => {
    await openScaling(lab.cloud).scaleInByAlarm('cart');
    const { revisions: before, ...things } = await takeInventory(lab.cloud);
    const traffic = lab.callService();
    const start = lab.start(lab.build('second', [], IN_PLACE));
    expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 0 });

    const { revisions: after, ...left } = await takeInventory(lab.cloud);
    expect(left).toEqual(things);
    expect([before['cart'], after]).toEqual(['cart:1', { ...before, cart: 'cart:2' }]);
    expect(await albAftermath(lab.cloud, 'cart', lab.rule)).toEqual({
      serving: ['second'],
      existing: ['second'],
      recordedImage: expect.stringMatching(/cart:second$/),
    });
    await lab.until(async () => answering(traffic.timeline()).includes('second'));
    const timeline = await traffic.stop();
    expect(failures(timeline)).toEqual([]);
    expect(answering(timeline)).toEqual(['first', 'second']);
  });

  it('goes back to what it ran before the promotion, all traffic at once and without a failed request', async () => {
    const { revisions, ...things } = await takeInventory(lab.cloud);
    expect(revisions['cart']).toBe('cart:2');
    const traffic = lab.callService();
    const undo = lab.serin('undo', ROLLOUT, '--reason', 'no butter', '--watch');
    expect({ exitCode: await undo.exitCode, printed: undo.printed() }).toMatchObject({ exitCode: 0 });
    expect(undo.printed()).toMatch(/started .*: first in place of second/);

    const { revisions: after, ...left } = await takeInventory(lab.cloud);
    expect(left).toEqual(things);
    expect(after['cart']).toBe('cart:1');
    await lab.until(async () => answering(traffic.timeline()).includes('first'));
    expect(failures(await traffic.stop())).toEqual([]);
    const history = lab.serin('history', ROLLOUT);
    await history.exitCode;
    expect(history.printed()).toMatch(/first after second: promoted[^]*undo of second by \S+: no butter/);
  });

  variation('goes back by weights alone while it still runs what it ran before', async () => {
    const before = await takeInventory(lab.cloud);
    const traffic = lab.callService();
    const start = lab.start(lab.build('kept', [], { ...IN_PLACE, keepOldSeconds: 3600 }));
    await lab.until(() => /kept for 3600 s/.test(start.printed()));
    const undo = lab.serin('undo', ROLLOUT, '--reason', 'no butter');
    expect({ exitCode: await undo.exitCode, printed: undo.printed() }).toMatchObject({ exitCode: 0 });
    expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 4 });
    expect(await takeInventory(lab.cloud)).toEqual(before);
    const timeline = await traffic.stop();
    expect(failures(timeline)).toEqual([]);
    expect(answering(timeline)).toEqual(['first', 'kept']);
  });

  it('is as it was once a version has failed beside it', async () => {
    const before = await takeInventory(lab.cloud);
    const traffic = lab.callService();
    const start = lab.start(lab.build('broken', [NO_CARTS], IN_PLACE));
    expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 3 });
    expect(await takeInventory(lab.cloud)).toEqual(before);
    expect(failures(await traffic.stop())).toEqual([['broken', expect.any(Number)]]);
  });

  variation('keeps its traffic from a version that its load balancer finds unhealthy', async () => {
    const before = await takeInventory(lab.cloud);
    const start = lab.start(lab.build('unreachable', [WRONG_PORT], IN_PLACE));
    expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 3 });
    expect(await takeInventory(lab.cloud)).toEqual(before);
  });

  variation('comes to run the new version though the worker is killed while it gets it', async () => {
    const { revisions: _, ...before } = await takeInventory(lab.cloud);
    const traffic = lab.callService();
    const begun = await lab.latestCall();
    const start = lab.start(lab.build('third', [], IN_PLACE));
    await lab.until(async () => (await lab.callsSince(begun)).some(gives));
    await lab.cloud.kill('worker', 'SIGKILL');
    await lab.cloud.restart('worker');
    expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 0 });
    const { revisions: __, ...after } = await takeInventory(lab.cloud);
    expect(after).toEqual(before);
    await lab.until(async () => answering(traffic.timeline()).includes('third'));
    expect(failures(await traffic.stop())).toEqual([]);
    present = 'third';
  });

  variation('gets its version back from an abort while it gets the new one', async () => {
    const { revisions: _, ...before } = await takeInventory(lab.cloud);
    const traffic = lab.callService();
    const begun = await lab.latestCall();
    const start = lab.start(lab.build('fourth', [], IN_PLACE));
    await lab.until(async () => (await lab.callsSince(begun)).some(gives));
    // So that it cannot be seen to be steady before that.
    await lab.setFaults({ service: 'ecs', action: 'ListTasks', error: 'ServerException', times: -1 });
    const abort = lab.serin('abort', ROLLOUT, '--reason', 'too slow');
    expect({ exitCode: await abort.exitCode, printed: abort.printed() }).toMatchObject({ exitCode: 0 });
    await lab.setFaults();
    expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 4 });
    const { revisions: __, ...after } = await takeInventory(lab.cloud);
    expect(after).toEqual(before);
    const timeline = await traffic.stop();
    expect(failures(timeline)).toEqual([]);
    expect(answering(timeline)).toEqual([present, 'fourth'].sort());
  });

  it('keeps what its owner has set, and its tasks from a scale-in, while it gets the new version', async () => {
    const scaling = openScaling(lab.cloud);
    await scaling.scaleInByAlarm('cart');
    await setAsOwnersDo(lab.cloud, 'cart', lab.rule);
    const before = await takeInventory(lab.cloud);
    const traffic = lab.callService();
    const begun = await lab.latestCall();
    const start = lab.start(lab.build('fifth', [], IN_PLACE));
    await lab.until(async () => (await lab.callsSince(begun)).some(gives));
    expect(await scaling.isSuspended('cart')).toBe(true);
    await scaling.setAlarmOff();
    expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 0 });
    // Its tasks start slowly, and are all new.
    expect(await lab.weightsOf('fifth')).toEqual([0, 50, 100, 80, 60, 40, 20, 0]);
    expect(lasting(await takeInventory(lab.cloud))).toEqual(lasting(before));
    expect(failures(await traffic.stop())).toEqual([]);
  });

  it('is not touched by its stack, unchanged and deployed again', async () => {
    const { alarms: _, ...before } = await takeInventory(lab.cloud);
    await expect(updateStack(lab.cloud, 'cart', {})).rejects.toThrow('No updates are to be performed');
    const { alarms: __, ...after } = await takeInventory(lab.cloud);
    expect(after).toEqual(before);
  });

  it('stays in its stack, which can go on from the image that is recorded', async () => {
    const before = await takeInventory(lab.cloud);
    const Image = await recordedImage(lab.cloud, 'cart');
    const traffic = lab.callService();
    await updateStack(lab.cloud, 'cart', { Image: Image ?? '' });
    const after = await takeInventory(lab.cloud);
    expect(lasting(after)).toEqual(lasting(before));
    expect(after.revisions['cart']).not.toBe(before.revisions['cart']);
    const timeline = await traffic.stop();
    expect([failures(timeline), answering(timeline)]).toEqual([[], ['fifth']]);
  });

  it('takes no more of AWS than «serin iam» tells', async () => {
    const { denied } = await againstPolicy(lab.build('next', [], IN_PLACE), await lab.callsSince(0));
    expect(denied).toEqual([]);
  });
});
