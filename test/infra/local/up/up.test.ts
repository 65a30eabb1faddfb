import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { down } from '../../../../infra/local/up/down.ts';
import { readState } from '../../../../infra/local/up/local-state.ts';
import { status } from '../../../../infra/local/up/status.ts';
import { up } from '../../../../infra/local/up/up.ts';
import { descendants, isRunning } from '../descendants.ts';
import { eventually } from '../eventually.ts';

const stateFolder = mkdtempSync(join(tmpdir(), 'serin-up-'));
afterAll(async () => {
  await down({ stateFolder });
  rmSync(stateFolder, { recursive: true });
});

const daemon = () => readState(stateFolder)!.daemon.pid;

describe('the local cloud in the background', () => {
  it('says why it does not come up, and leaves nothing running', async () => {
    await expect(up({ stateFolder, environment: 'no name' })).rejects.toThrow(
      /^stack no name-environment|stackName/,
    );
    expect(await status({ stateFolder })).toEqual({ kind: 'stopped' });
    expect(readdirSync(stateFolder)).toEqual(['logs']);
  });

  it('comes up once, however many ask for it', async () => {
    const wanted = { stateFolder, dashboard: true };
    const [first, second] = await Promise.all([up(wanted), up(wanted)]);
    expect(second.endpoints).toEqual(first.endpoints);
    expect(await up({ stateFolder })).toEqual({ ...first, already: true });
    expect(await status({ stateFolder })).toMatchObject({ kind: 'running', endpoints: first.endpoints });
    expect((await fetch(first.endpoints.temporalUi)).ok).toBe(true);
  });

  it('has a dashboard of its rollouts', async () => {
    const { endpoints } = await up({ stateFolder });
    const { dashboard = '', temporalAddress } = endpoints;
    const page = await fetch(dashboard);
    expect(page.ok).toBe(true);
    expect(await page.text()).toContain(`default at ${temporalAddress}`);
  });

  it('is broken when one of its parts has died, and says which', async () => {
    const mesh = descendants(daemon()).find(({ command }) => command.includes('mesh/main.ts'));
    process.kill(mesh!.pid, 'SIGKILL');
    const broken = await eventually(async () => {
      const now = await status({ stateFolder });
      return now.kind === 'broken' && now;
    });
    expect(broken.reason).toMatch(/^mesh ended with exit code 137/);
    await expect(up({ stateFolder })).rejects.toThrow('the local cloud is broken, take it down first: mesh');
  });

  it('goes down and leaves no process behind', async () => {
    const processes = descendants(daemon());
    expect(await down({ stateFolder })).toBe(true);
    await eventually(() => !processes.some(({ pid }) => isRunning(pid)));
    expect(await status({ stateFolder })).toEqual({ kind: 'stopped' });
    expect(readdirSync(stateFolder)).toEqual(['logs']);
    expect(await down({ stateFolder })).toBe(false);
  });

  it('takes all of its processes with it when it is killed, and comes up again', async () => {
    await up({ stateFolder });
    const processes = descendants(daemon());
    expect(processes.some(({ command }) => command.includes('envoy'))).toBe(true);
    process.kill(daemon(), 'SIGKILL');
    await eventually(() => !processes.some(({ pid }) => isRunning(pid)));
    expect(await status({ stateFolder })).toEqual({ kind: 'stopped' });
    expect(await up({ stateFolder })).toMatchObject({ kind: 'running', already: false });
  });
});
