import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildCommand } from '../../../infra/packages/command.ts';
import { buildDashboard } from '../../../infra/packages/dashboard.ts';
import { buildLocal } from '../../../infra/packages/local.ts';
import { buildWorker } from '../../../infra/packages/worker.ts';

/** The packed file of each package that is published. */
export type Packed = Readonly<Record<'serin' | 'serin-worker' | 'serin-dashboard' | '@serin/local', string>>;

/** Builds all that is published and packs it into a folder. */
export async function packAll(folder: string): Promise<Packed> {
  await buildCommand();
  await buildWorker();
  await buildDashboard();
  await buildLocal();
  const packed = [[], ['-w', 'serin-worker'], ['-w', 'serin-dashboard'], ['-w', '@serin/local']].map(
    (which) => {
      const [{ name, filename }] = JSON.parse(
        npm('.', 'pack', '--json', '--pack-destination', folder, ...which),
      ) as [{ name: string; filename: string }];
      return [name, join(folder, filename.replace('@', '').replace('/', '-'))] as const;
    },
  );
  return Object.fromEntries(packed) as Packed;
}

export const npm = (cwd: string, ...args: string[]): string =>
  execFileSync('npm', args, { cwd, encoding: 'utf8' });

/** Lays packages out below a folder as npm does with a registry, which is the packages of this checkout here. */
export function layOut(home: string, packed: Packed): void {
  mkdirSync(join(home, 'node_modules/.bin'), { recursive: true });
  for (const name of readdirSync('node_modules').filter((each) => !/^(\.|serin)|^@serin$/.test(each)))
    symlinkSync(resolve('node_modules', name), join(home, 'node_modules', name));
  for (const [name, file] of Object.entries(packed)) {
    const into = join(home, 'node_modules', name);
    mkdirSync(into, { recursive: true });
    execFileSync('tar', ['xzf', file, '--strip-components', '1', '-C', into]);
  }
  symlinkSync('../serin/dist/command/serin.js', join(home, 'node_modules/.bin/serin'));
}
