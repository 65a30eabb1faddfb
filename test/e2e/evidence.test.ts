import {
  FAILS_NOW_AND_THEN,
  ONE_PER_VOTE,
  TAKES_ITS_TIME,
  TWICE_AS_SLOW,
  WRONG_PORT,
  type Edit,
} from '../../infra/demo/versions.ts';
import { freePort } from '../../infra/local/processes/ports.ts';
import { totalsOf } from '../../infra/local/traffic/timeline.ts';
import type { Traffic } from '../../infra/local/traffic/traffic.ts';
import type { RolloutStatus, VerdictRecord } from '../../workflows/rollout/status.ts';
import type { Version } from './article.ts';
import { ROLLOUT, startLab, type Lab } from './lab.ts';
import { failingCalls } from './mesh/failing-calls.ts';
import type { Program } from './program.ts';
import { variation } from './variation.ts';

const EVERYTHING = process.env['SERIN_TEST_ALL'] !== undefined;

let lab: Lab;
let traffics: Traffic[];
let stable: Version;
let metricsAddress: string;
/** How many were promoted since the worker tells its metrics. */
let promoted = 0;

beforeAll(async () => {
  lab = await startLab();
});
afterAll(async () => {
  delete process.env['SERIN_METRICS_ADDRESS'];
  await lab?.close();
});

describe('a call that fails once', () =>
  failingCalls(
    () => lab,
    [TAKES_ITS_TIME],
    (serving) => (stable = serving),
  ));

/** A version that is judged by evidence, from Envoy's counters in buckets of two seconds. */
const build = (title: string, edits: readonly Edit[] = [], fields: object = {}): Version =>
  lab.build(title, [TAKES_ITS_TIME, ...edits], {
    Judge: 'evidence',
    Metrics: { Kind: 'envoy', Address: lab.cloud.endpoints.prometheus, Period: 2, ScrapeInterval: 1 },
    ...fields,
  });

async function statusOf(): Promise<RolloutStatus> {
  const { status } = await lab.until(() => lab.view());
  return status;
}

/** Waits for a rollout to be rolled back, and answers the verdict that did it. */
async function takenBack(start: Program): Promise<VerdictRecord> {
  expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 3 });
  expect((await statusOf()).readBack).toEqual([{ version: stable.sha, weight: 100 }]);
  return (await statusOf()).verdicts.at(-1)!;
}

const errorsOf = (version: Version): number =>
  traffics.reduce((sum, { timeline }) => sum + (totalsOf(timeline())[version.sha]?.errors ?? 0), 0);

describe('a version that is bad', () => {
  beforeAll(async () => {
    metricsAddress = `127.0.0.1:${await freePort()}`;
    await lab.cloud.kill('worker', 'SIGKILL');
    process.env['SERIN_METRICS_ADDRESS'] = metricsAddress;
    lab.serin('worker');
    // Proof takes some hundreds of requests.
    traffics = [lab.callService(), lab.callService(), lab.callService()];
  });

  it('is rolled back when it takes twice as long, for its latency alone, and everybody can see why', async () => {
    const slow = build('slow', [TWICE_AS_SLOW]);
    const { numbers, ...verdict } = await takenBack(lab.start(slow));
    expect(verdict).toMatchObject({ kind: 'fail', rule: 'evidence', source: 'envoy', ledTo: 'rollBack' });
    expect(numbers['L']).toBeGreaterThan(Math.max(numbers['A']!, numbers['B']!));
    expect(errorsOf(slow)).toBe(0);
    expect(errorsOf(stable)).toBe(0);
    for (const command of ['status', 'history']) {
      const program = lab.serin(command, ROLLOUT);
      expect(await program.exitCode).toBe(0);
      expect(program.printed()).toMatch(/evidence against the canary/);
    }
  });

  // Skipped time shows them in every run, and the demo with real requests.
  if (EVERYTHING) {
    it('is rolled back when it cannot be reached', async () => {
      const { kind, rule, numbers } = await takenBack(lab.start(build('broken', [WRONG_PORT])));
      expect({ kind, rule }).toEqual({ kind: 'fail', rule: 'evidence' });
      expect(numbers['M']).toBeGreaterThanOrEqual(100);
      const program = lab.serin('status', ROLLOUT);
      expect(await program.exitCode).toBe(0);
      expect(program.printed()).toMatch(/evidence against the canary .*of the canary failed/);
    });

    it('is rolled back when it fails one request in twenty, seen by those who watch', async () => {
      const start = lab.start(build('failing', [FAILS_NOW_AND_THEN]));
      const { numbers } = await takenBack(start);
      expect(numbers['canaryErrors']! / numbers['canaryRequests']!).toBeLessThan(0.5);
      expect(start.printed()).toMatch(/evidence against the canary .* of 100/);
    });
  }
});

describe('an outage of the metrics in mid-rollout', () => {
  const unreadable = async () =>
    (await statusOf()).verdicts.at(-1)?.reason.match(/^the metrics cannot be read/);

  variation('holds the weight and says so; when it is over, a good version is promoted', async () => {
    const next = build('next', [ONE_PER_VOTE]);
    const before = await lab.latestCall();
    const start = lab.start(next);
    const half = `${stable.sha} 50, ${next.sha} 50`;
    await lab.routeWritten(half, before);
    await lab.cloud.kill('metrics', 'SIGKILL');
    await lab.until(unreadable);
    expect((await lab.routeWritesSince(before)).map(({ split }) => split)).toEqual([half]);
    const status = lab.serin('status', ROLLOUT);
    expect(await status.exitCode).toBe(0);
    expect(status.printed()).toContain('the metrics cannot be read');

    await lab.cloud.restart('metrics');
    expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 0 });
    expect((await statusOf()).verdicts.at(-1)).toMatchObject({ kind: 'pass', rule: 'plan' });
    stable = next;
    promoted += 1;
  });

  // Workflows on skipped time show it in every run.
  if (EVERYTHING)
    it('that lasts longer than the plan allows ends as the plan says', async () => {
      const next = build('unseen', [], { ExtensionTimeout: 4, OnInconclusive: 'rollBack' });
      const before = await lab.latestCall();
      const start = lab.start(next);
      await lab.routeWritten(`${stable.sha} 50, ${next.sha} 50`, before);
      await lab.cloud.kill('metrics', 'SIGKILL');
      const { reason } = await takenBack(start);
      expect(reason).toMatch(/^the metrics cannot be read/);
      await lab.cloud.restart('metrics');
    });
});

it('shows rollouts and verdicts to whoever scrapes the worker', async () => {
  const text = await (await fetch(`http://${metricsAddress}/metrics`)).text();
  const value = (pattern: RegExp) => Number(pattern.exec(text)?.[1] ?? 0);
  expect(value(/^serin_rollouts_total\{[^}]*outcome="rolledBack"[^}]*\} (\S+)$/m)).toBe(EVERYTHING ? 4 : 1);
  expect(value(/^serin_rollouts_total\{[^}]*outcome="promoted"[^}]*\} (\S+)$/m)).toBe(promoted);
  expect(value(/^serin_verdicts_total\{[^}]*judge="evidence",kind="fail"[^}]*\} (\S+)$/m)).toBe(
    EVERYTHING ? 3 : 1,
  );
});
