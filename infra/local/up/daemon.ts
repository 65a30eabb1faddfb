import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { startCloud, type CloudOptions } from './cloud.ts';
import { isAlive, openIdentity } from './identity.ts';
import { claimState, readState, removeState, writeState } from './local-state.ts';

/** Runs the local cloud until SIGTERM. Started by `up` with its options as JSON; tells its progress in the state file. */
const options = JSON.parse(process.argv[2] ?? '{}') as CloudOptions;
const stateFolder = resolve(options.stateFolder);
mkdirSync(stateFolder, { recursive: true });

const { daemon } = await openIdentity();
while (!claimState(stateFolder, { phase: 'starting', daemon })) {
  const other = readState(stateFolder);
  if (other !== undefined && (await isAlive(other.daemon))) process.exit(0);
  removeState(stateFolder);
}

const asked = new Promise<void>((resolve) => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => resolve());
});
const starting = startCloud(options);
starting.catch((error: Error) => {
  writeState(stateFolder, { phase: 'failed', daemon, reason: error.message });
  process.exit(1);
});

const cloud = await starting;
const { endpoints, env } = cloud;
writeState(stateFolder, { phase: 'running', daemon, endpoints, env });
void cloud.died.then((reason) => {
  console.error(reason);
  writeState(stateFolder, { phase: 'broken', daemon, endpoints, env, reason });
});

await asked;
await cloud.stop();
removeState(stateFolder);
process.exit(0);
