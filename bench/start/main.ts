import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildCommand } from '../../infra/packages/command.ts';
import { ROOT } from '../../infra/packages/bundle.ts';

/**
 * How long the built command takes to start, as a multiple of an empty Node.js on the same machine. The shortest of some runs stands for each, since
 * whatever else runs only makes them longer. `status` asks a Temporal that is given by TEMPORAL_ADDRESS.
 */
const RUNS = 15;
const GOALS = { '--help': 4, status: 12 } as const;

const DIST = '.serin/bench-start';

function shortestMs(args: readonly string[]): number {
  const taken = Array.from({ length: RUNS }, () => {
    const begun = performance.now();
    spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'ignore' });
    return performance.now() - begun;
  });
  return Math.min(...taken);
}

const { folder } = await buildCommand(DIST);
const serin = join(ROOT, folder, 'serin.js');
const empty = shortestMs(['--eval', '']);
console.log(`empty Node.js  ${empty.toFixed(0)} ms`);
const cases = [
  { name: '--help', args: ['--help'] },
  ...(process.env['TEMPORAL_ADDRESS'] ? [{ name: 'status', args: ['status', 'bench/start'] } as const] : []),
] as const;
for (const { name, args } of cases) {
  const ratio = shortestMs([serin, ...args]) / empty;
  const goal = GOALS[name];
  console.log(
    `serin ${name.padEnd(8)} × ${ratio.toFixed(1)} (goal ≤ ${goal})${ratio > goal ? '  MISSED' : ''}`,
  );
  if (ratio > goal) process.exitCode = 1;
}
rmSync(join(ROOT, DIST), { recursive: true });
