import { execFileSync, spawnSync } from 'node:child_process';

export interface Descendant {
  readonly pid: number;
  readonly command: string;
}

/** The processes that a process has started, and those that they have started. */
export function descendants(pid: number): Descendant[] {
  const table = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,args='], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  const rows = [...table.matchAll(/^\s*(\d+)\s+(\d+)\s+(.*)$/gm)].map(([, child, parent, command]) => ({
    pid: Number(child),
    parent: Number(parent),
    command: command!,
  }));
  const below = (parent: number): Descendant[] =>
    rows.filter((row) => row.parent === parent).flatMap((row) => [row, ...below(row.pid)]);
  return below(pid).map(({ pid, command }) => ({ pid, command }));
}

/** True while a process runs; one that has ended and was not yet asked for its exit code does not. */
export function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return /^[^Z]/.test(stdout.trim());
}
