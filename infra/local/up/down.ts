import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from './identity.ts';
import { readState, removeState } from './local-state.ts';

const pollMillis = 50;
const patienceMillis = 20_000;

/** Stops the local cloud and resolves when it is gone: true, or false when none was running. */
export async function down({ stateFolder }: { stateFolder: string }): Promise<boolean> {
  const state = readState(stateFolder);
  if (state === undefined) return false;
  const running = await isAlive(state.daemon);
  if (running) {
    process.kill(state.daemon.pid, 'SIGTERM');
    const killAtMillis = Date.now() + patienceMillis;
    while (await isAlive(state.daemon)) {
      // Its parts die with it.
      if (Date.now() > killAtMillis) process.kill(state.daemon.pid, 'SIGKILL');
      await sleep(pollMillis);
    }
  }
  removeState(stateFolder);
  return running;
}
