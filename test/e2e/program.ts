import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A program that a test runs as a person would. */
export interface Program {
  readonly pid: number;
  /** All it has printed so far, on both streams in the order of arrival. */
  printed(): string;
  /** Resolves when it has ended and all it printed is here; -1 when a signal ended it. */
  readonly exitCode: Promise<number>;
  kill(): void;
}

export interface ProgramOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Gives it a process group of its own, which a terminal's Ctrl-C reaches as a whole. */
  readonly ownGroup?: boolean;
}

/** Starts a program and keeps what it prints. */
export function startProgram(
  command: string,
  args: readonly string[],
  { env, cwd, ownGroup = false }: ProgramOptions,
): Program {
  const child = spawn(command, args, {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: ownGroup,
    ...(cwd === undefined ? {} : { cwd }),
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return {
    pid: child.pid!,
    printed: () => text,
    exitCode: once(child, 'close').then(([code]) => (code as number | null) ?? -1),
    kill: () => void child.kill('SIGKILL'),
  };
}
