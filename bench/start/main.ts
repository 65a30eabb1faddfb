import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { ROOT } from '../../infra/packages/bundle.ts';
import { buildCommand } from '../../infra/packages/command.ts';
import { buildDashboard } from '../../infra/packages/dashboard.ts';
import { buildLocal } from '../../infra/packages/local.ts';
import { buildWorker } from '../../infra/packages/worker.ts';
import { programs } from '../../infra/local/processes/programs.ts';
import { tell, type Ratio } from '../ratio.ts';
import { packageSizes } from './sizes.ts';

/**
 * How large the packages are, and how long the built command takes to start, as a multiple of an empty Node.js on the same machine. The
 * shortest of some runs stands for each, since whatever else runs only makes them longer. `status` asks a Temporal of this machine for a
 * rollout that it does not have, so that no worker's time is in it.
 */
const RUNS = 15;
const GOALS = { '--help': 4, status: 12 } as const;

function shortestMs(args: readonly string[], env: NodeJS.ProcessEnv = {}): number {
  const taken = Array.from({ length: RUNS }, () => {
    const begun = performance.now();
    spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'ignore', env: { ...process.env, ...env } });
    return performance.now() - begun;
  });
  return Math.min(...taken);
}

const { folder } = await buildCommand();
await buildWorker();
await buildDashboard();
await buildLocal();
for (const { name, packedBytes, unpackedBytes } of packageSizes())
  console.log(
    `${name.padEnd(15)} ${(packedBytes / 1e6).toFixed(2)} MB packed, ${(unpackedBytes / 1e6).toFixed(1)} MB unpacked`,
  );

const serin = join(ROOT, folder, 'serin.js');
const executable = { type: 'existing-path' as const, path: resolve(programs.temporal()) };
const temporal = await TestWorkflowEnvironment.createLocal({ server: { executable } });
try {
  const ratios: Ratio[] = [];
  const empty = shortestMs(['--eval', '']);
  console.log(`empty Node.js   ${empty.toFixed(0)} ms`);
  const cases = [
    { name: '--help', args: ['--help'] },
    { name: 'status', args: ['status', 'bench/start'] },
  ] as const;
  for (const { name, args } of cases) {
    const ratio = shortestMs([serin, ...args], { TEMPORAL_ADDRESS: temporal.address }) / empty;
    ratios.push({ what: `serin ${name} ÷ an empty Node.js`, value: ratio, unit: '×', atMost: GOALS[name] });
  }
  tell({
    ratios,
    summary: `the command starts in ${ratios.map(({ value }) => value.toFixed(1)).join(' and ')} × an empty Node.js`,
  });
} finally {
  await temporal.teardown();
}
