import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { down } from '../../../../infra/local/up/down.ts';
import { isAlive, openIdentity } from '../../../../infra/local/up/identity.ts';
import { claimState, readState, removeState, writeState } from '../../../../infra/local/up/local-state.ts';
import { status } from '../../../../infra/local/up/status.ts';

let stateFolder: string;
beforeEach(() => (stateFolder = mkdtempSync(join(tmpdir(), 'serin-state-'))));
afterEach(() => rmSync(stateFolder, { recursive: true }));

const daemon = { pid: 1, port: 1, id: 'nobody' };

describe('the state file', () => {
  it('is claimed by one daemon alone', () => {
    expect(claimState(stateFolder, { phase: 'starting', daemon })).toBe(true);
    expect(claimState(stateFolder, { phase: 'starting', daemon: { ...daemon, id: 'late' } })).toBe(false);
    expect(readState(stateFolder)?.daemon.id).toBe('nobody');
    removeState(stateFolder);
    expect(claimState(stateFolder, { phase: 'starting', daemon })).toBe(true);
  });

  it('leaves no drafts behind', () => {
    claimState(stateFolder, { phase: 'starting', daemon });
    claimState(stateFolder, { phase: 'starting', daemon });
    writeState(stateFolder, { phase: 'failed', daemon, reason: 'no port' });
    expect(readdirSync(stateFolder)).toEqual(['local.json']);
  });
});

describe('status', () => {
  it('is stopped where there is no state, and where the state speaks of a daemon that is gone', async () => {
    expect(await status({ stateFolder })).toEqual({ kind: 'stopped' });
    claimState(stateFolder, { phase: 'starting', daemon });
    expect(await status({ stateFolder })).toEqual({ kind: 'stopped' });
  });

  it('is stopped when another process has the port of a daemon that is gone', async () => {
    const other = await openIdentity();
    expect(await isAlive(other.daemon)).toBe(true);
    claimState(stateFolder, { phase: 'starting', daemon: { ...other.daemon, id: 'gone' } });
    expect(await status({ stateFolder })).toEqual({ kind: 'stopped' });
    other.server.close();
  });

  it('follows a living daemon', async () => {
    const living = await openIdentity();
    claimState(stateFolder, { phase: 'starting', daemon: living.daemon });
    expect(await status({ stateFolder })).toEqual({ kind: 'starting' });
    living.server.close();
  });
});

describe('down', () => {
  it('clears up after a daemon that is gone, and touches no process', async () => {
    claimState(stateFolder, { phase: 'starting', daemon: { ...daemon, pid: process.pid } });
    expect(await down({ stateFolder })).toBe(false);
    expect(readdirSync(stateFolder)).toEqual([]);
  });
});
