import { spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { readFileSync } from 'node:fs';

/** The shell commands of a README by the heading that they stand under, in their order, one line each. */
export function commandsOf(readme: string): Map<string, string[]> {
  const sections = readFileSync(readme, 'utf8').split(/^#+ /m).slice(1);
  return new Map(sections.map((section) => [section.slice(0, section.indexOf('\n')), shellLines(section)]));
}

function shellLines(section: string): string[] {
  const blocks = [...section.matchAll(/^```sh\n([^]*?)^```$/gm)];
  const lines = blocks.flatMap(([, block = '']) => block.replaceAll(/ \\\n */g, ' ').split('\n'));
  return lines.filter((line) => line !== '');
}

/** What a command printed, on both streams, and how it ended: -1 when its shell was left meanwhile. */
export interface Typed {
  readonly printed: string;
  readonly exitCode: number;
}

/** A shell that a test types at as a person does, one command after the other: what one of them sets, the next ones find. */
export interface Shell {
  type(command: string): Promise<Typed>;
  /** Ends the shell and what it runs in the foreground. */
  leave(): Promise<void>;
}

export function openShell(folder: string): Shell {
  const bash = spawn('/bin/bash', { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  const closed = once(bash, 'close');
  bash.stdin.write('exec 2>&1\n');
  bash.stdout.setEncoding('utf8');
  let commands = 0;
  return {
    async type(command) {
      const end = new RegExp(`^--- end of command ${++commands}: (\\d+)\\n`, 'm');
      bash.stdin.write(`{\n${command}\n} </dev/null\nprintf '\\n--- end of command ${commands}: %d\\n' $?\n`);
      let text = '';
      for await (const [chunk] of on(bash.stdout, 'data', { close: ['close'] })) {
        text += chunk as string;
        const found = end.exec(text);
        if (found) return { printed: text.slice(0, found.index - 1), exitCode: Number(found[1]) };
      }
      return { printed: text, exitCode: -1 };
    },
    async leave() {
      if (bash.exitCode === null && bash.signalCode === null) process.kill(-bash.pid!, 'SIGKILL');
      await closed;
    },
  };
}
