import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, resolve } from 'node:path';

/** A terminal at which a test has typed one command line, and answers what is asked. */
export interface Terminal {
  /** What the screen has been sent so far. */
  printed(): string;
  /** Presses keys: `\r` is Enter, `\x03` Ctrl-C. */
  type(keys: string): void;
  /** Resolves when the command has ended and all it printed is here; a signal ends it with 128 and its number. */
  readonly exitCode: Promise<number>;
}

/** Python's standard library has what Node lacks: a terminal for a program to run in. */
const IN_A_TERMINAL = `
import os, pty, sys
status = os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:]))
sys.exit(status if status >= 0 else 128 - status)`;

/** Types a command line in a folder, with the repository's `serin` on the path. */
export function openTerminal(line: string, { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv }): Terminal {
  const child = spawn(resolve('.serin/python/bin/python'), ['-c', IN_A_TERMINAL, '/bin/bash', '-c', line], {
    cwd,
    env: { ...env, TERM: 'dumb', PATH: [resolve('bin'), env['PATH']].join(delimiter) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return {
    printed: () => text,
    type: (keys) => void child.stdin.write(keys),
    exitCode: once(child, 'close').then(([code]) => (code as number | null) ?? -1),
  };
}
