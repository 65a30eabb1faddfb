import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ONE_PER_VOTE, shaOf, WRONG_PORT } from '../../infra/demo/versions.ts';
import { totalsOf } from '../../infra/local/traffic/timeline.ts';
import type { Traffic } from '../../infra/local/traffic/traffic.ts';
import type { Version } from './article.ts';
import { startLab, WORKFLOW_ID, type Lab } from './lab.ts';
import { adoption } from './mesh/adoption.ts';
import type { Program } from './program.ts';
import { takenUpSeconds } from './taken-up.ts';
import { variation } from './variation.ts';

const BROKEN = 'killed in a rollback';

let keys: string;
let lab: Lab;
let traffic: Traffic;
let stable: Version;
/** Number of the latest AWS call before the rollout of the test. */
let before: number;

beforeAll(async () => {
  // Nothing here is different where Temporal keeps only what is encrypted.
  keys = mkdtempSync(join(tmpdir(), 'serin-keys-'));
  process.env['SERIN_CODEC_KEY_FILE'] = join(keys, 'serin.keys');
  writeFileSync(process.env['SERIN_CODEC_KEY_FILE'], `key-1 ${randomBytes(32).toString('base64')}\n`);
  lab = await startLab();
});
afterAll(async () => {
  await lab?.close();
  rmSync(keys, { recursive: true });
});
beforeEach(async () => {
  before = await lab.latestCall();
});

async function crashWorker(): Promise<void> {
  await lab.cloud.kill('worker', 'SIGKILL');
  await lab.cloud.restart('worker');
}

const splits = async () => (await lab.routeWritesSince(before)).map(({ split }) => split);

/** Asserts that a version was promoted as if nothing had happened, by writes each made once. */
async function expectPromoted(start: Program, next: Version): Promise<void> {
  expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 0 });
  const [a, b] = [stable.sha, next.sha];
  expect(await splits()).toEqual([`${a} 50, ${b} 50`, `${a} 0, ${b} 100`, `${b} 100`]);
  expect(await lab.versionsWithStack()).toEqual([b]);
  expect((await lab.recordedVersion()).image).toBe(next.image);
  stable = next;
}

describe("a service of the article's pipeline", () =>
  adoption(
    () => lab,
    (serving) => (stable = serving),
  ));

describe('a rollout whose worker is killed', () => {
  beforeAll(() => {
    traffic = lab.callService();
  });

  variation('goes on in a bake', async () => {
    const next = lab.build('killed in a bake', [ONE_PER_VOTE], { WaitTime: 4 });
    const start = lab.start(next);
    await lab.until(async () => (await lab.view())?.status.waitsFor?.what.startsWith('50 % to have baked'));
    await crashWorker();
    await expectPromoted(start, next);
  });

  it('goes on between two weights, writes neither again, and says meanwhile that it is away', async () => {
    const next = lab.build('killed between two weights');
    const start = lab.start(next);
    await lab.routeWritten(`${stable.sha} 50, ${next.sha} 50`, before);
    await lab.cloud.kill('worker', 'SIGKILL');
    await lab.until(() => start.printed().includes('! no worker answers on task queue serin'));
    await lab.cloud.restart('worker');
    await expectPromoted(start, next);
    expect(start.printed()).toContain('reconnected');
  });

  it('goes on with a rollback', async () => {
    const broken = lab.build(BROKEN, [WRONG_PORT]);
    const start = lab.start(broken);
    await lab.routeWritten(`${stable.sha} 100, ${broken.sha} 0`, before);
    await crashWorker();
    expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 3 });

    const [a, b] = [stable.sha, broken.sha];
    expect(await splits()).toEqual([`${a} 50, ${b} 50`, `${a} 100, ${b} 0`, `${a} 100`]);
    expect(await lab.versionsWithStack()).toEqual([a]);
    expect((await lab.recordedVersion()).image).toBe(stable.image);
  });
});

describe('who reads Temporal without the key', () => {
  it('learns what a rollout did, but neither of what nor why it failed', async () => {
    const show = lab.temporal('workflow', 'show', '--workflow-id', WORKFLOW_ID, '--output', 'json');
    expect(await show.exitCode).toBe(0);
    expect(show.printed()).toContain('shiftTraffic');
    expect(show.printed()).toContain('"message": "Encoded failure"');
    expect(show.printed()).not.toContain(stable.image);
    // The end of its image's tag.
    expect(show.printed()).not.toContain(`.${shaOf(BROKEN)}`);
  });
});

describe('serin start --watch', () => {
  it('outlives a restart of Temporal', async () => {
    const next = lab.build('Temporal restarted', [], { WaitTime: 4 });
    const start = lab.start(next);
    await lab.routeWritten(`${stable.sha} 50, ${next.sha} 50`, before);
    await lab.cloud.kill('temporal', 'SIGKILL');
    await lab.until(() => start.printed().includes('! Temporal is not reachable'));
    await lab.cloud.restart('temporal');
    const restarted = Date.now();
    await expectPromoted(start, next);
    expect(start.printed()).toContain('reconnected');
    const seconds = await takenUpSeconds(lab.rollout, restarted);
    process.stdout.write(`Temporal was restarted; the rollout went on after ${seconds.toFixed(1)} s\n`);
  });

  variation('outlives a time in which AWS does not answer', async () => {
    const next = lab.build('AWS away');
    const start = lab.start(next);
    await lab.routeWritten(`${stable.sha} 50, ${next.sha} 50`, before);
    await lab.setFaults(
      ...(['DescribeRoute', 'UpdateRoute'] as const).map((action) => unavailable('appmesh', action)),
      unavailable('monitoring', 'GetMetricData'),
      unavailable('cloudformation', 'DescribeStacks'),
      unavailable('ssm', 'GetParameter'),
    );
    await lab.until(async () => (await lab.view())?.attempts.some(({ attempt }) => attempt > 1));
    await lab.setFaults();
    await expectPromoted(start, next);
  });
});

const unavailable = (service: string, action: string) =>
  ({ service, action, error: 'ServiceUnavailableException', status: 503, times: -1 }) as const;

describe('callers', () => {
  it('notice the broken version alone, and no crash', async () => {
    const { [shaOf(BROKEN)]: broken, ...others } = totalsOf(await traffic.stop());
    expect(broken?.errors).toBeGreaterThan(0);
    const failures = Object.entries(others).filter(([, { errors }]) => errors > 0);
    expect(failures).toEqual([]);
  });
});
