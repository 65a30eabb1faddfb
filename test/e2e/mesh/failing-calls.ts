import { ONE_PER_VOTE, type Edit } from '../../../infra/demo/versions.ts';
import { totalsOf } from '../../../infra/local/traffic/timeline.ts';
import type { Traffic } from '../../../infra/local/traffic/traffic.ts';
import type { Version } from '../article.ts';
import type { Fault } from '../journal.ts';
import type { Lab } from '../lab.ts';
import { variation } from '../variation.ts';

/** Every call that a rollout of a canary makes, by the service's signing name. */
const CALLS: readonly (readonly [service: string, action: string])[] = [
  ['ssm', 'GetParameter'],
  ['ssm', 'PutParameter'],
  ['cloudformation', 'ValidateTemplate'],
  ['cloudformation', 'CreateStack'],
  ['cloudformation', 'DescribeStacks'],
  ['cloudformation', 'ListStackResources'],
  ['cloudformation', 'DeleteStack'],
  ['ecs', 'DescribeServices'],
  ['ecs', 'ListTasks'],
  ['ecs', 'DescribeTasks'],
  ['appmesh', 'DescribeRoute'],
  ['appmesh', 'UpdateRoute'],
  ['monitoring', 'GetMetricData'],
];

type Kind = Pick<Fault, 'error' | 'status' | 'after'>;

const THROTTLED: Kind = { error: 'ThrottlingException', status: 400 };
const FAILED: Kind = { error: 'InternalFailure', status: 500 };
const LOST: Kind = { after: true };

/** What becomes of the calls, in turn: in one rollout each way of failing, or each call in every way where everything is tested. */
const ROLLOUTS: readonly (readonly [title: string, kinds: readonly Kind[]])[] = process.env['SERIN_TEST_ALL']
  ? [
      ['is throttled', [THROTTLED]],
      ['fails at AWS', [FAILED]],
      ['loses its reply', [LOST]],
    ]
  : [['is throttled, fails at AWS, or loses its reply', [LOST, THROTTLED, FAILED]]];

/**
 * What becomes of rollouts whose calls to AWS fail once, in a cloud in which the service was never rolled out.
 *
 * @param edits what all versions have in common
 * @param passOn told of the version that serves at the end
 */
export function failingCalls(
  the: () => Lab,
  edits: readonly Edit[],
  passOn: (serving: Version) => void,
): void {
  let lab: Lab;
  let traffic: Traffic;
  let stable: Version;
  /** Number of the latest AWS call before the rollout of the test. */
  let before: number;

  beforeEach(async () => {
    lab = the();
    before = await lab.latestCall();
  });
  afterEach(() => lab.setFaults());
  afterAll(async () => {
    await traffic.stop();
    passOn(stable);
  });

  it('does not hinder a first deployment, whichever way CreateRoute fails', async () => {
    stable = lab.build('first', edits);
    const createRoute = { service: 'appmesh', action: 'CreateRoute' };
    await lab.setFaults(...[THROTTLED, FAILED, LOST].map((kind) => ({ ...createRoute, ...kind })));
    const start = lab.start(stable);
    expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 0 });
    traffic = lab.callService();

    const tries = (await lab.callsSince(before)).filter(({ action }) => action === 'CreateRoute');
    // The third is carried out, though its answer is lost; so the fourth finds the route there.
    expect(tries.map(({ status }) => status)).toEqual([400, 500, 200, 409]);
    expect((await lab.view())?.status.readBack).toEqual([{ version: stable.sha, weight: 100 }]);
  });

  const goesThrough = async (title: string, kinds: readonly Kind[]) => {
    const next = lab.build(title, [...edits, ONE_PER_VOTE]);
    const { number: deployments = 0 } = await lab.recordedVersion();
    const failing = CALLS.map((call, i) => [...call, kinds[i % kinds.length]!] as const);
    await lab.setFaults(...failing.map(([service, action, kind]) => ({ service, action, ...kind })));
    const start = lab.start(next);
    expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 0 });

    const [a, b] = [stable.sha, next.sha];
    stable = next;
    const writes = (await lab.routeWritesSince(before)).map(({ split }) => split);
    // A write whose reply was lost is sent again, or found done.
    expect(writes.filter((split, i) => split !== writes[i - 1])).toEqual([
      `${a} 50, ${b} 50`,
      `${a} 0, ${b} 100`,
      `${b} 100`,
    ]);
    expect(await lab.versionsWithStack()).toEqual([b]);
    expect(await lab.recordedVersion()).toEqual({ image: next.image, number: deployments + 1 });

    // Every fault was met; a lost reply leaves no trace in the journal.
    const calls = await lab.callsSince(before);
    for (const [, action, { status }] of failing)
      if (status !== undefined)
        expect(calls.map((call) => `${call.action} ${call.status}`)).toContain(`${action} ${status}`);
  };

  for (const [title, kinds] of ROLLOUTS)
    variation(`changes nothing about a rollout when each call ${title}`, () => goesThrough(title, kinds));

  it('is not noticed by callers', async () => {
    for (const [version, { errors }] of Object.entries(totalsOf(traffic.timeline())))
      expect([version, errors]).toEqual([version, 0]);
  });
}
