import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

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
