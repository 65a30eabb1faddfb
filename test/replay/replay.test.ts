import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { workerDataConverter } from '../../worker/data-converter.ts';
import { workflowBundle } from '../../worker/workflow-bundle.ts';
import { rolloutId } from '../../workflows/messages.ts';
import { GOING_BACK } from '../../workflows/rollout/urgency.ts';

interface History {
  readonly events: readonly {
    readonly workflowExecutionSignaledEventAttributes?: { readonly signalName: string };
    readonly activityTaskScheduledEventAttributes?: {
      readonly activityType: { readonly name: string };
      readonly priority?: { readonly priorityKey: number };
    };
  }[];
}

const FOLDER = resolve('test/replay/histories');
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));

beforeAll(() => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
});

it.each(['-promoted.json', '-rolled-back.json', '-aborted.json'])(
  'a history of the kind %s is there to be replayed',
  (kind) => {
    expect(files.some((file) => file.endsWith(kind))).toBe(true);
  },
);

describe.each([
  ['the present workflow code', {}],
  // Traces can be turned on while rollouts run.
  ['the same with traces', { traced: true }],
])('%s', (_, parts) => {
  it.each(files)('goes on with %s', async (file) => {
    const history: unknown = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
    const options = {
      workflowBundle: await workflowBundle(parts),
      dataConverter: workerDataConverter(),
      sinks: { exporter: { export: { fn: () => undefined } } },
    };
    await expect(
      Worker.runReplayHistory(options, history, rolloutId('shop', 'cart')),
    ).resolves.toBeUndefined();
  });
});

it('all that a rollout asks for once it is aborted comes first in the queue of its worker', () => {
  const aborted = files.find((file) => file.endsWith('-aborted.json'))!;
  const { events } = JSON.parse(readFileSync(join(FOLDER, aborted), 'utf8')) as History;
  const since = events.findIndex(
    ({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName === 'abort',
  );
  const asked = events
    .slice(since)
    .flatMap(({ activityTaskScheduledEventAttributes: activity }) => (activity ? [activity] : []));
  expect(asked.map(({ activityType }) => activityType.name)).toEqual(
    expect.arrayContaining(['healthyTasks', 'shiftTraffic', 'clearAway']),
  );
  expect(asked.filter(({ priority }) => priority?.priorityKey !== GOING_BACK)).toEqual([]);
});
