import { runCell, type Cell } from './faults/cell.ts';
import { crash, type Crash } from './crashes/crash.ts';
import { openLanes, type Lanes } from './lanes/lanes.ts';
import { shareOut } from './lanes/share-out.ts';

// A telling part of the whole tables, which `npm run faults` and `npm run crashes` make.
// A time-out has to be waited for, and an activity whose worker died has to run out of its time: on a busy machine that adds up.
const LIMIT_MILLIS = 600_000;

let opened: Lanes;
beforeAll(async () => {
  opened = await openLanes({ 'app-mesh': 4 });
}, LIMIT_MILLIS);
afterAll(() => opened?.close());

const PROMOTED = { outcome: 'promoted', stuck: undefined };
const ROLLED_BACK = { outcome: 'rolledBack', stuck: undefined };
const ABORTED = { outcome: 'aborted', stuck: undefined };

it(
  'a rollout in which a call to AWS fails ends as it can, and the service is whole',
  async () => {
    const expected: readonly (readonly [Omit<Cell, 'router'>, object])[] = [
      [{ when: 'start', service: 'appmesh', action: 'UpdateRoute', kind: 'time-out' }, PROMOTED],
      [{ when: 'start', service: 'cloudformation', action: 'CreateStack', kind: 'lost reply' }, PROMOTED],
      [
        { when: 'start', service: 'cloudformation', action: 'CreateStack', kind: 'access denied' },
        ROLLED_BACK,
      ],
      [{ when: 'split', service: 'monitoring', action: 'GetMetricData', kind: '5xx' }, PROMOTED],
      [{ when: 'split', service: 'cloudformation', action: 'DescribeStacks', kind: 'not found' }, PROMOTED],
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
    ];
    const cells = expected.map(([cell]): Cell => ({ router: 'app-mesh', ...cell }));
    const results = await shareOut(opened.lanes, cells, runCell);
    expect(results).toMatchObject(
      expected.map(([cell, end]) => ({ ...cell, ...end, wrongs: [], failedRequests: 0 })),
    );
    expect(results.filter(({ faults }) => faults === 0)).toEqual([]);
  },
  LIMIT_MILLIS,
);

it(
  'a rollout whose worker dies goes on with the next one, and ends as if nothing had happened',
  async () => {
    const crashes: readonly Crash[] = [
      { story: 'forward', activity: 'createVersion#1', moment: 'done' },
      { story: 'forward', activity: 'shiftTraffic#2', moment: 'returned' },
      { story: 'back', activity: 'shiftTraffic#2', moment: 'scheduled' },
      { story: 'back', activity: 'removeVersion#1', moment: 'started' },
    ];
    const results = await shareOut(opened.lanes, crashes, crash);
    expect(results).toMatchObject(
      crashes.map((each) => ({
        ...each,
        outcome: each.story === 'forward' ? 'promoted' : 'rolledBack',
        wrongs: [],
      })),
    );
  },
  LIMIT_MILLIS,
);
