import { PassThrough } from 'node:stream';
import { judgeLines } from '../../../client/judge/stdin.ts';

const scenario = { type: 'scenario', bucket_s: 10, lag_s: 10, first_deployment: false, bounds_ms: null };
const dayTotal = { type: 'history_total', t0: -86_400, t1: 0, stable: { requests: 864_000, errors: 864 } };

async function run(lines: readonly (object | string)[]) {
  const [input, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()];
  input.end(lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
  const code = await judgeLines({ input, output, errors });
  const text = (stream: PassThrough) => (stream.read() as Buffer | null)?.toString() ?? '';
  const answers = text(output)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { weight?: number; action?: string; reason?: string });
  return { code, answers, errors: text(errors) };
}

/** Plays the router: applies every answer, sends buckets when they become readable. */
async function rollOut({ rate, errorRate }: { rate: number; errorRate: number }, first: object = scenario) {
  const [input, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const ended = judgeLines({ input, output, errors });
  const answers = output[Symbol.asyncIterator]();
  const send = (line: object) => input.write(`${JSON.stringify(line)}\n`);
  send(first);
  send(dayTotal);
  const weights: number[] = [];
  let weight = 0;
  for (let now = 0; ; now += 10) {
    if (now >= 20) {
      const [canary, stable] = [rate * weight, rate * (100 - weight)].map((requests) => requests / 10);
      send({
        type: 'bucket',
        t0: now - 20,
        t1: now - 10,
        available_at: now,
        weight,
        stable: { requests: Math.round(stable ?? 0), errors: 0 },
        canary: { requests: Math.round(canary ?? 0), errors: Math.round((canary ?? 0) * errorRate) },
      });
    }
    send({ type: 'tick', now, weight });
    const { value } = (await answers.next()) as { value: Buffer };
    const answer = JSON.parse(value.toString()) as { weight?: number; action?: string };
    if (answer.weight === undefined) {
      input.end();
      return { weights, end: answer, now, code: await ended };
    }
    weight = answer.weight;
    if (weight !== weights.at(-1)) weights.push(weight);
  }
}

describe('the judge as a filter of JSON lines', () => {
  it('takes a healthy canary up in steps of 10 % and promotes it after the final bake', async () => {
    const { weights, end, now, code } = await rollOut({ rate: 100, errorRate: 0 });
    expect(weights).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
    expect(end).toEqual({ action: 'promote' });
    expect(now).toBe(9 * 60 + 300 + scenario.lag_s);
    expect(code).toBe(0);
  });

  it('answers a bad canary with a rollback and its reason', async () => {
    const { weights, end } = await rollOut({ rate: 100, errorRate: 0.1 });
    expect(weights).toEqual([10]);
    expect(end).toMatchObject({
      action: 'rollback',
      reason: expect.stringContaining('of the canary failed'),
    });
  });

  it('gives a first deployment all traffic at once', async () => {
    const { weights, end, now } = await rollOut(
      { rate: 10, errorRate: 0 },
      { ...scenario, first_deployment: true },
    );
    expect({ weights, end, now }).toEqual({
      weights: [100],
      end: { action: 'promote' },
      now: 540 + scenario.lag_s,
    });
  });

  it('goes on from half an hour at the gate when nothing can be proven', async () => {
    const { weights, end, now } = await rollOut({ rate: 0, errorRate: 0 });
    expect(weights).toHaveLength(10);
    expect(end).toEqual({ action: 'promote' });
    expect(now).toBe(4 * 60 + 1800 + 4 * 60 + 300 + scenario.lag_s);
  });

  it('stays with its last word', async () => {
    const collapse = { requests: 50, errors: 50 };
    const bucket = { type: 'bucket', weight: 10, canary: collapse, stable: { requests: 450, errors: 0 } };
    const { answers } = await run([
      scenario,
      dayTotal,
      { ...bucket, t0: 0, t1: 10, available_at: 20 },
      { ...bucket, t0: 10, t1: 20, available_at: 30 },
      { type: 'tick', now: 30, weight: 10 },
      { type: 'tick', now: 40, weight: 0 },
    ]);
    expect(answers.map(({ action }) => action)).toEqual(['rollback', 'rollback']);
  });

  it('does not look at a bucket before it is available', async () => {
    const bucket = {
      type: 'bucket',
      weight: 10,
      stable: { requests: 450, errors: 0 },
      canary: { requests: 50, errors: 50 },
    };
    const { answers } = await run([
      scenario,
      dayTotal,
      { ...bucket, t0: 0, t1: 10, available_at: 20 },
      { ...bucket, t0: 10, t1: 20, available_at: 30 },
      { type: 'tick', now: 20, weight: 10 },
      { type: 'tick', now: 30, weight: 10 },
    ]);
    expect(answers).toEqual([{ weight: 10 }, expect.objectContaining({ action: 'rollback' })]);
  });

  it('starts afresh with each scenario', async () => {
    const tick = { type: 'tick', now: 0, weight: 0 };
    const first = { ...scenario, first_deployment: true };
    const { answers } = await run([scenario, tick, first, tick, scenario, tick]);
    expect(answers).toEqual([{ weight: 10 }, { weight: 100 }, { weight: 10 }]);
  });

  it("takes Prometheus's last bound as none", async () => {
    const bounded = { ...scenario, bounds_ms: [10, 100, '+Inf'] };
    const canary = { requests: 10, errors: 0, le: [5, 4, 1] };
    const bucket = { type: 'bucket', t0: 0, t1: 10, weight: 10, canary };
    expect((await run([bounded, bucket])).code).toBe(0);
    const inside = await run([{ ...scenario, bounds_ms: [10, '+Inf', 100] }]);
    expect(inside).toMatchObject({ code: 2 });
  });

  it('counts a bucket once that is given twice', async () => {
    const bad = { requests: 10, errors: 4 };
    const bucket = {
      type: 'bucket',
      t0: 0,
      t1: 10,
      weight: 10,
      canary: bad,
      stable: { requests: 90, errors: 0 },
    };
    const tick = { type: 'tick', now: 20, weight: 10 };
    const once = await run([scenario, bucket, tick]);
    expect((await run([scenario, ...Array.from({ length: 9 }, () => bucket), tick])).answers).toEqual(
      once.answers,
    );
    expect(once.answers).toEqual([{ weight: 10 }]);
  });

  it('reads a histogram with or without an entry above its last bound', async () => {
    const bounded = { ...scenario, bounds_ms: [10, 100] };
    const counts = { requests: 10, errors: 0 };
    const bucket = { type: 'bucket', t0: 0, t1: 10, weight: 10, canary: { ...counts, le: [5, 4] } };
    const good = await run([bounded, { ...bucket, stable: { ...counts, le: [5, 4, 1] } }]);
    expect(good.code).toBe(0);
    const bad = await run([bounded, { ...bucket, stable: { ...counts, le: [5] } }]);
    expect(bad).toMatchObject({ code: 2, errors: expect.stringContaining('line 2: le: 1 entries for 2') });
  });

  it.each([
    ['is not JSON', 'nonsense', 'line 2: not JSON'],
    ['is JSON but no object', 'null', 'line 2: the line is null: must be an object'],
    ['is a list', [], 'line 2: the line is []: must be an object'],
    [
      'counts what is missing',
      { type: 'history_total', t0: 0, t1: 1, stable: { requests: null, errors: 0 } },
      'line 2: stable.requests',
    ],
    [
      'counts parts of a request',
      { type: 'history', t0: 0, t1: 1, stable: { requests: 1.5, errors: 0 } },
      'line 2: stable.requests',
    ],
    [
      'has bounds in disorder',
      { ...scenario, bounds_ms: [100, 10] },
      'line 2: bounds_ms is a list: must ascend',
    ],
    [
      'has an unknown type',
      { type: 'tock' },
      'line 2: type is "tock": must be scenario, history_total, history, bucket or tick',
    ],
    ['lacks a field', { type: 'tick', now: 3 }, 'line 2: weight is missing: must be a number'],
    [
      'has more errors than requests',
      { type: 'history_total', t0: 0, t1: 1, stable: { requests: 1, errors: 2 } },
      'line 2: stable is an object: more errors than requests',
    ],
    ['runs backwards', { type: 'history', t0: 1, t1: 0 }, 'line 2: t1'],
  ])('names a line that %s and ends with exit code 2', async (_, line, message) => {
    const { code, errors } = await run([scenario, line, { type: 'tick', now: 0, weight: 0 }]);
    expect({ code, errors }).toEqual({ code: 2, errors: expect.stringContaining(message) });
  });

  it('wants a scenario first', async () => {
    const { code, errors } = await run(['', { type: 'tick', now: 0, weight: 0 }]);
    expect({ code, errors }).toEqual({ code: 2, errors: expect.stringContaining('line 2: comes before') });
  });

  const tick = (now: number) => ({ type: 'tick', now, weight: 10 });
  const bucket = (i: number, stable: object | null, canary: object | null) => ({
    type: 'bucket',
    t0: 10 * i,
    t1: 10 * i + 10,
    available_at: 10 * i + 20,
    weight: 10,
    stable,
    canary,
  });

  it('takes null for what is missing, wherever it may be missing', async () => {
    const { code, answers } = await run([
      { ...scenario, bounds_ms: null },
      { ...dayTotal, stable: null },
      { type: 'history', t0: -10, t1: 0, available_at: 10, weight: 0, stable: null },
      bucket(0, null, null),
      { ...bucket(1, { requests: 90, errors: 0, le: null }, null), available_at: null },
      // Without bounds nobody knows what a histogram says.
      bucket(2, { requests: 90, errors: 0, le: [80, 9, 1] }, { requests: 10, errors: 0, le: [] }),
      tick(40),
    ]);
    expect({ code, answers }).toEqual({ code: 0, answers: [{ weight: 10 }] });
  });

  it('does not take what is missing for zero: a canary of whom nothing is known convicts nobody for minutes', async () => {
    const { answers } = await run([
      scenario,
      dayTotal,
      ...Array.from({ length: 20 }, (_, i) => [
        bucket(i, { requests: 900, errors: 0 }, null),
        tick(10 * i + 20),
      ]).flat(),
    ]);
    expect(answers).toEqual(Array.from({ length: 20 }, () => ({ weight: 10 })));
  });

  it('takes no notice of fields that it does not know', async () => {
    const counts = { requests: 90, errors: 0, p99: 0.2 };
    const lines = [scenario, dayTotal, bucket(0, counts, counts), tick(20)];
    const { code, answers } = await run(
      lines.map((line) => ({ ...line, name: 'x', seed: [1, { a: null }] })),
    );
    expect({ code, answers }).toEqual({ code: 0, answers: [{ weight: 10 }] });
  });

  it.each([
    ['rolls back by what a day of stable has shown', 864, 'rollback'],
    ['lets pass what stable has always done', 86_400, undefined],
  ])('%s where stable cannot be compared now', async (_, errors, action) => {
    const { answers } = await run([
      scenario,
      { ...dayTotal, stable: { requests: 864_000, errors } },
      ...Array.from({ length: 5 }, (_, i) => bucket(i, null, { requests: 100, errors: 10 })),
      tick(60),
    ]);
    expect(answers[0]?.action).toBe(action);
  });

  it('goes by latency where it is given bounds, and only then', async () => {
    const lines = (bounds_ms: number[] | null) => [
      { ...scenario, bounds_ms },
      dayTotal,
      ...Array.from({ length: 30 }, (_, i) => ({
        type: 'history',
        t0: 10 * (i - 30),
        t1: 10 * (i - 29),
        stable: { requests: 900, errors: 0, le: [450, 405, 45] },
      })),
      ...Array.from({ length: 10 }, (_, i) =>
        bucket(
          i,
          { requests: 900, errors: 0, le: [450, 405, 45] },
          { requests: 100, errors: 0, le: [5, 35, 60] },
        ),
      ),
      // Tasks may be slow in their first minute.
      tick(110),
    ];
    expect((await run(lines([50, 200]))).answers[0]).toMatchObject({ action: 'rollback' });
    expect((await run(lines(null))).answers[0]).not.toHaveProperty('action');
  });

  it('reads a line of megabytes, and does not repeat it when it is no good', async () => {
    const long = 'x'.repeat(5_000_000);
    const { answers } = await run([{ ...scenario, comment: long }, tick(0)]);
    expect(answers).toEqual([{ weight: 10 }]);
    expect((await run([scenario, 'x'.repeat(17 * 1024 * 1024)])).errors).toMatch(
      /^line 2: longer than 16777216/,
    );
    const { code, errors } = await run([long]);
    expect(code).toBe(2);
    expect(errors.length).toBeLessThan(200);
  });

  it('takes twenty thousand buckets', async () => {
    const counts = (requests: number) => ({ requests, errors: 0 });
    const lines = Array.from({ length: 20_000 }, (_, i) => [
      bucket(i, counts(90), counts(10)),
      ...(i % 1000 === 999 ? [tick(10 * i + 20)] : []),
    ]).flat();
    const { code, answers } = await run([scenario, dayTotal, ...lines]);
    expect(code).toBe(0);
    expect(answers).toHaveLength(20);
    expect(answers.every(({ weight }) => weight !== undefined)).toBe(true);
  });
});
