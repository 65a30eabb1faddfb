import { Ajv2020 } from 'ajv/dist/2020.js';
import { lineSchema, type StreamLine } from '../../../client/stream/line-form.ts';
import { outcomeLine } from '../../../client/stream/lines-of.ts';
import { story } from '../../../client/stream/story.ts';
import type { Sighting } from '../../../client/rollouts/follow.ts';
import type { RolloutStatus } from '../../../workflows/rollout/status.ts';
import { rolloutStatus, split, verdictRecord } from '../../fakes/rollout-status.ts';

const AT = '2026-03-01T12:00:00.000Z';
const NOON_SECONDS = Date.parse(AT) / 1000;

const event = (number: number, what: string) => ({ number, at: `2026-03-01T12:0${number}:00.000Z`, what });
const bucket = (from: number, failed: number) => ({
  from: NOON_SECONDS + from,
  to: NOON_SECONDS + from + 10,
  weight: 25,
  stable: { requests: 75, failed: 0, p50Ms: 40, p95Ms: 90, p99Ms: null },
  canary: { requests: 25, failed },
});

const seen = (changes: Partial<RolloutStatus>, attempts: object[] = []): Sighting => ({
  view: {
    id: 'canary/shop/cart',
    runId: 'r1',
    running: true,
    status: rolloutStatus(changes),
    attempts: attempts as never,
  },
});

async function told(sightings: readonly Sighting[]): Promise<StreamLine[]> {
  const looks = (async function* () {
    yield* sightings;
  })();
  return Array.fromAsync(story(looks, () => '2026-03-01T13:00:00.000Z'));
}

const everything = {
  events: [event(1, 'step 1 of 3: 5 %'), event(3, 'traffic: v1 75 %, v2 25 %')],
  waits: [{ at: AT, what: '25 % to have baked for 600 s', until: '2026-03-01T12:10:00.000Z' }],
  weights: [{ at: AT, split: split(24), wanted: split(25) }],
  buckets: [bucket(0, 0), bucket(10, 2)],
  verdicts: [verdictRecord('advance', { rule: 'step', numbers: { M: 0.4, A: Infinity } })],
  commands: [{ at: AT, command: 'pause', by: 'ann', reason: 'lunch', refused: 'paused already' }],
} satisfies Partial<RolloutStatus>;
const watching = {
  activity: 'watchStep',
  attempt: 1,
  buckets: [],
  isPatient: false,
  verdict: verdictRecord('wait'),
};
const failing = {
  ...watching,
  activity: 'shiftTraffic',
  attempt: 3,
  lastFailure: 'Throttling',
  verdict: undefined,
};

it('tells all of a rollout in the order of time, what is of now last', async () => {
  const lines = await told([seen(everything, [watching, failing])]);
  expect(lines.map(({ type }) => type)).toEqual([
    'rollout',
    'wait',
    'weights',
    'verdict',
    'command',
    'bucket',
    'bucket',
    'event',
    'event',
    'state',
    'evidence',
    'trouble',
  ]);
  expect(lines.find(({ type }) => type === 'weights')).toMatchObject({ wanted: split(25), got: split(24) });
});

it('tells each thing once, and anew what has changed', async () => {
  const before = seen(everything, [watching]);
  const after = seen(
    {
      ...everything,
      paused: true,
      buckets: [bucket(10, 3), bucket(20, 0)],
      events: [...everything.events, event(4, 'pause by ann: lunch')],
    },
    [watching],
  );
  const lines = (await told([before, before, after])).slice((await told([before])).length);
  expect(lines).toMatchObject([
    { type: 'bucket', canary: { failed: 3 } },
    { type: 'bucket', canary: { failed: 0 } },
    { type: 'event', what: 'pause by ann: lunch' },
    { type: 'state', paused: true },
  ]);
});

it('tells once that nobody answers, and where the rollout is when somebody does again', async () => {
  const silent = { trouble: 'no worker answers' };
  const lines = await told([seen({}), silent, silent, seen({})]);
  expect(lines.map(({ type }) => type)).toEqual(['rollout', 'state', 'trouble', 'rollout', 'state']);
});

it('writes lines that the published schema takes, and no others', async () => {
  const isLine = new Ajv2020({ strict: false, validateFormats: false }).compile(lineSchema());
  const ending = { kind: 'rolledBack', sentence: 'rolled back: bad', warnings: ['a stack is left'] } as const;
  const lines = [...(await told([seen(everything, [watching, failing])])), outcomeLine(ending, AT)];
  for (const line of lines) expect([isLine(JSON.parse(JSON.stringify(line))), line]).toEqual([true, line]);
  expect(isLine({ type: 'bucket', at: AT })).toBe(false);
  expect(isLine({ type: 'rumour', at: AT })).toBe(false);
});
