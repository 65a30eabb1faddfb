import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const FOLDERS = ['workflows', 'activities', 'worker', 'client', 'dashboard', 'encryption', 'infra', 'test'];

/** A copy of the sources that a test may change, with what is installed. */
export interface SourceCopy {
  readonly folder: string;
  write(path: string, text: string): void;
  /** What a tool of the project says there; it fails with what the tool complains about. */
  run(tool: string, ...args: string[]): string;
  remove(): void;
}

/** @param compiled what `tsc` compiles there, with all that it imports */
export function copySources(compiled: readonly string[]): SourceCopy {
  const folder = mkdtempSync(join(tmpdir(), 'serin-sources-'));
  for (const path of FOLDERS) cpSync(path, join(folder, path), { recursive: true });
  cpSync('package.json', join(folder, 'package.json'));
  for (const path of ['node_modules', '.serin']) symlinkSync(resolve(path), join(folder, path));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  // What is kept of the workflows stays that of the original.
  const config = JSON.stringify(resolve('jest.config.js'));
  write(
    'jest.config.js',
    `import config from ${config};\nexport default { ...config, globalSetup: null };\n`,
  );
  write('tsconfig.json', JSON.stringify({ extends: resolve('tsconfig.json'), include: compiled }));
  return {
    folder,
    write,
    run(tool, ...args) {
      try {
        return execFileSync(join(folder, 'node_modules', '.bin', tool), args, {
          cwd: folder,
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'pipe'],
        });
      } catch (error) {
        const { stdout, stderr } = error as { stdout: string; stderr: string };
        throw new Error(`${tool}: ${stdout}${stderr}`, { cause: error });
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
