import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { descendants, isRunning, type Descendant } from '../infra/local/descendants.ts';
import { patiently } from './patiently.ts';
import { startProgram, type Program } from './program.ts';
import { variation } from './variation.ts';

const DEMO = join(import.meta.dirname, '../../infra/demo/main.ts');

let folder: string;
let demo: Program;
let ended: boolean;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'serin-demo-'));
  // Its state goes to the folder that it is started in.
  demo = startProgram(process.execPath, [DEMO], { env: process.env, cwd: folder, ownGroup: true });
  ended = false;
  void demo.exitCode.then(() => (ended = true));
});
afterEach(async () => {
  demo.kill();
  await demo.exitCode;
  rmSync(folder, { recursive: true });
});

/** Waits for what the demo does; rejects when it ends before. */
const until = (question: () => boolean) =>
  patiently(() => {
    if (ended) throw new Error(`the demo has ended:\n${demo.printed()}`);
    return question();
  });

/** Does what a terminal does at Ctrl-C. Answers all processes that the demo had until its end. */
async function pressCtrlC(): Promise<Descendant[]> {
  const seen = new Map(descendants(demo.pid).map((one) => [one.pid, one]));
  process.kill(-demo.pid, 'SIGINT');
  while (!ended) {
    for (const one of descendants(demo.pid)) seen.set(one.pid, one);
    await sleep(100);
  }
  return [...seen.values()];
}

describe('Ctrl-C of the demo', () => {
  it('leaves nothing behind while the cloud starts', async () => {
    await until(() => descendants(demo.pid).some(({ command }) => command.includes('awslab')));
    const processes = await pressCtrlC();
    expect(await demo.exitCode).toBe(130);
    expect(processes.length).toBeGreaterThan(0);
    expect(processes.filter(({ pid }) => isRunning(pid))).toEqual([]);
  });

  variation(
    'leaves nothing behind in the middle of a rollout',
    async () => {
      await until(() => /Version two[^]*step 1 of 5/.test(demo.printed()));
      const frontDoor = /through their own Envoy at (\S+)/.exec(demo.printed())![1]!;
      expect((await fetch(frontDoor)).status).toBeGreaterThan(0);

      const processes = await pressCtrlC();
      expect(await demo.exitCode).toBe(130);
      expect(processes.length).toBeGreaterThan(5);
      expect(processes.filter(({ pid }) => isRunning(pid))).toEqual([]);
      await expect(fetch(frontDoor)).rejects.toThrow('fetch failed');
    },
    600_000,
  );
});
