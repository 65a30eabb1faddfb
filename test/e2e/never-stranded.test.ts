import fc from 'fast-check';
import { runCell, type Cell } from './faults/cell.ts';
import { personCells, runByHand } from './faults/person/cell.ts';
import { crash, type Crash } from './crashes/crash.ts';
import type { RouterKind } from './lanes/lane-service.ts';
import { openLanes, type Lanes } from './lanes/lanes.ts';
import { shareOut } from './lanes/share-out.ts';

// A sample of a telling part of the whole tables, which `npm run faults` and `npm run crashes` make.
// A time-out has to be waited for, and an activity whose worker died has to run out of its time: on a busy machine that adds up.
const LIMIT_MILLIS = 600_000;

const SEED = 20_260_101;
const EVERYTHING = process.env['SERIN_TEST_ALL'] !== undefined;

/** A few of many, always the same. */
const someOf = <Row>(rows: readonly Row[], count: number): Row[] =>
  fc.sample(fc.shuffledSubarray([...rows], { minLength: count, maxLength: count }), {
    seed: SEED,
    numRuns: 1,
  })[0]!;

let opened: Lanes;
beforeAll(async () => {
  opened = await openLanes(EVERYTHING ? { 'app-mesh': 3, alb: 2 } : { 'app-mesh': 1, alb: 1 });
}, LIMIT_MILLIS);
afterAll(() => opened?.close());

const lanesOf = (router: RouterKind) => opened.lanes.filter(({ service }) => service.router === router);

const PROMOTED = { outcome: 'promoted', stuck: undefined };
const ROLLED_BACK = { outcome: 'rolledBack', stuck: undefined };
const REFUSED = { outcome: 'refused', stuck: undefined };
const ABORTED = { outcome: 'aborted', stuck: undefined };

it(
  'a rollout in which a call to AWS fails ends as it can, and the service is whole',
  async () => {
    await Promise.all([
      expectEnds('app-mesh', [
        [{ when: 'split', service: 'cloudformation', action: 'DescribeStacks', kind: 'not found' }, PROMOTED],
        [
          { when: 'start', service: 'cloudformation', action: 'CreateStack', kind: 'access denied' },
          ROLLED_BACK,
        ],
        [{ when: 'split', service: 'monitoring', action: 'GetMetricData', kind: '5xx' }, PROMOTED],
        [
          { when: 'split', service: 'ssm', action: 'PutParameter', kind: 'access denied' },
          {
            outcome: 'promoted',
            stuck: expect.stringMatching(/waits for the version to be recorded.*AccessDenied/),
          },
        ],
        [
          { when: 'back', service: 'appmesh', action: 'UpdateRoute', kind: 'access denied' },
          { outcome: 'aborted', stuck: expect.stringMatching(/waits for all traffic to be back.*Forbidden/) },
        ],
        [{ when: 'back', service: 'cloudformation', action: 'DeleteStack', kind: 'throttled' }, ABORTED],
        [
          { when: 'underWay', service: 'cloudformation', action: 'CreateStack', kind: 'slow by 3 s' },
          ABORTED,
        ],
        [
          { when: 'underWay', service: 'cloudformation', action: 'CreateStack', kind: 'slow by 8 s' },
          ABORTED,
        ],
        [
          { first: true, when: 'back', service: 'appmesh', action: 'DeleteRoute', kind: 'access denied' },
          { outcome: 'aborted', stuck: expect.stringMatching(/waits for .*Forbidden/) },
        ],
      ]),
      expectEnds('alb', [
        [
          { when: 'underWay', service: 'elasticloadbalancing', action: 'ModifyRule', kind: 'slow by 3 s' },
          ABORTED,
        ],
        [{ when: 'underWay', service: 'ecs', action: 'CreateService', kind: 'slow by 8 s' }, ABORTED],
        [
          { when: 'start', service: 'elasticloadbalancing', action: 'ModifyRule', kind: 'time-out' },
          PROMOTED,
        ],
        [
          {
            when: 'start',
            service: 'elasticloadbalancing',
            action: 'DescribeTargetHealth',
            kind: 'access denied',
          },
          REFUSED,
        ],
        [
          { when: 'back', service: 'elasticloadbalancing', action: 'ModifyRule', kind: 'access denied' },
          {
            outcome: 'aborted',
            stuck: expect.stringMatching(/waits for all traffic to be back.*AccessDenied/),
          },
        ],
      ]),
    ]);
  },
  LIMIT_MILLIS,
);

/** A cell, not of a service's first rollout unless it says so, and what becomes of it. */
type Row = readonly [cell: Omit<Cell, 'router' | 'first'> & { readonly first?: true }, end: object];

async function expectEnds(router: RouterKind, rows: readonly Row[]): Promise<void> {
  const tried = EVERYTHING ? rows : someOf(rows, Math.ceil(rows.length / 3));
  const cells = tried.map(([cell]): Cell => ({ router, first: false, ...cell }));
  const results = await shareOut(lanesOf(router), cells, runCell);
  expect(results).toMatchObject(
    tried.map(([cell, end]) => ({ ...cell, ...end, wrongs: [], failedRequests: 0 })),
  );
  expect(results.filter(({ faults }) => faults === 0)).toEqual([]);
}

it(
  'a rollout during which a person does something by hand ends as it can, and the service is whole',
  async () => {
    const lanes = (['app-mesh', 'alb'] as const).map(lanesOf);
    const results = await Promise.all(
      lanes.map((each) => shareOut(each, someOf(personCells(each[0]!), EVERYTHING ? 2 : 1), runByHand)),
    );
    expect(results.flat().filter(({ wrongs }) => wrongs.length > 0)).toEqual([]);
  },
  LIMIT_MILLIS,
);

it(
  'a rollout whose worker dies goes on with the next one, and ends as if nothing had happened',
  async () => {
    const crashes: readonly Crash[] = [
      { story: 'forward', activity: 'judgeStep#1', moment: 'done' },
      { story: 'back', activity: 'clearAway#1', moment: 'started' },
    ];
    const tried = EVERYTHING ? crashes : someOf(crashes, 1);
    const results = await shareOut(lanesOf('app-mesh'), tried, crash);
    expect(results).toMatchObject(
      tried.map((each) => ({
        ...each,
        outcome: each.story === 'forward' ? 'promoted' : 'rolledBack',
        wrongs: [],
      })),
    );
  },
  LIMIT_MILLIS,
);
