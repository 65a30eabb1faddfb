import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openTerminal, type Terminal } from '../../e2e/terminal.ts';
import { eventually } from '../../infra/local/eventually.ts';

/** Port 1 has nobody: what is under way cannot be asked. */
const env = { PATH: `${resolve('bin')}:${process.env['PATH']}`, TEMPORAL_ADDRESS: '127.0.0.1:1' };

/** What the scripts of the shells are told may follow these words. */
function offered(...words: string[]): string[] {
  const { stdout } = spawnSync('serin', ['complete', '--', ...words], { encoding: 'utf8', env });
  const lines = stdout.trim().split('\n');
  return lines.slice(0, -1).map((line) => line.split('\t', 1)[0] ?? '');
}

it.each([
  ['commands', ['stat'], ['status']],
  ['commands of a command', ['local', 'bu'], ['build']],
  ['options', ['start', '--if'], ['--if-running']],
  ["an option's values", ['list', '--phase', 'rol'], ['rollingBack', 'rolledBack']],
  ['no rollout where Temporal does not answer', ['status', ''], []],
])('completes %s', (_what, words, offers) => {
  expect(offered(...words)).toEqual(offers);
});

it.each(['bash', 'zsh', 'fish'])('prints a script for %s', (shell) => {
  const { status, stdout } = spawnSync('serin', ['completion', shell], { encoding: 'utf8', env });
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('complete --') as string });
});

it('leaves names of files to the shell', () => {
  const { stdout } = spawnSync('serin', ['complete', '--', 'lint', '--file', ''], { encoding: 'utf8', env });
  expect(stdout).toBe(':0\n');
});

/** How each shell is started without anybody's settings, and how it is told of the completions. */
const SHELLS = [
  { name: 'bash', start: 'bash --norc --noprofile -i', source: 'source <(serin completion bash)' },
  {
    name: 'zsh',
    start: 'zsh -f -i',
    source: 'autoload -Uz compinit && compinit -u -D; source <(serin completion zsh)',
  },
  { name: 'fish', start: 'fish --no-config -i', source: 'serin completion fish | source' },
].filter(({ name }) => spawnSync('which', [name]).status === 0);

// A machine has a bash; what else it has is tried as well.
describe.each(SHELLS)('in a $name, when Tab is pressed', ({ start, source }) => {
  let folder: string;
  let terminal: Terminal;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'completion-'));
    writeFileSync(join(folder, 'rollout.yaml'), '');
    terminal = openTerminal(`exec ${start}`, { cwd: folder, env: { ...env, HOME: folder, PS1: '> ' } });
    terminal.type(`${source}; echo sour""ced\r`);
    await eventually(() => terminal.printed().includes('sourced'));
  });
  afterAll(async () => {
    terminal.type('exit\r');
    await terminal.exitCode;
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['a command', 'serin statu', 'serin status '],
    ['an option', 'serin start --if', 'serin start --if-running '],
    ["an option's value", 'serin list --phase rolledB', 'serin list --phase rolledBack '],
    ['the name of a file', 'serin lint --file roll', 'serin lint --file rollout.yaml '],
  ])('completes %s', async (_what, typed, completed) => {
    terminal.type(`${typed}\t`);
    await eventually(() => shown(terminal.printed()).includes(completed));
    // Makes a comment of the line, so that it does nothing.
    terminal.type('\x01#\r');
  });
});

/** What was printed, without bells and what moves the cursor. */
const shown = (printed: string): string =>
  printed.replaceAll('\x07', '').replaceAll(/\x1b\[[\d;?]*[a-zA-Z]/g, '');
