import { execFileSync } from 'node:child_process';
import { ROOT } from '../../infra/packages/bundle.ts';

/** A package as `npm pack` makes it: what is downloaded, and what it becomes. */
export interface Size {
  readonly name: string;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
}

const WORKSPACES = [[], ['-w', 'serin-worker'], ['-w', 'serin-dashboard'], ['-w', '@serin/local']];

/** The sizes of the packages that were built, without those that they depend on. */
export const packageSizes = (): Size[] =>
  WORKSPACES.map((workspace) => {
    const args = ['pack', '--dry-run', '--json', ...workspace];
    const [{ name, size, unpackedSize }] = JSON.parse(
      execFileSync('npm', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    ) as [{ name: string; size: number; unpackedSize: number }];
    return { name, packedBytes: size, unpackedBytes: unpackedSize };
  });
