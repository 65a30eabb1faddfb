import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolloutYaml } from '../../fakes/rollout-yaml.ts';

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'serin-bad-input-'));
  file = join(folder, 'rollout.json');
  writeFileSync(file, JSON.stringify(rolloutYaml()));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Port 1 has nobody, so whatever gets past the flags fails with 1. */
const serin = (...flags: string[]) =>
  spawnSync('bin/serin', flags, {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], TEMPORAL_ADDRESS: '127.0.0.1:1' },
  });

it.each([
  [
    'an empty image, as of a variable that was never set',
    () => ['start', '-f', file, '--image', ''],
    /--image <image>.*must not be empty/,
  ],
  [
    'an image beside a task definition',
    () => ['lint', '-f', file, '--image', 'cart:v2', '--task-definition', file],
    /cannot be used with option '--image/,
  ],
  [
    'a summary that could not be written in the end',
    () => ['start', '-f', file, '--summary', folder],
    /--summary <file>.*EISDIR/,
  ],
  [
    'a weight that is no percent',
    () => ['set-weight', 'shop/cart', 'half'],
    /must be a percentage of the traffic, from 0 to 100/,
  ],
  [
    'a step that is no number',
    () => ['pause', 'shop/cart', '--expected-step', 'two'],
    /must be a whole number above 0/,
  ],
  [
    'a rollout without its environment',
    () => ['status', 'cart'],
    /^"cart" is not a rollout: use ENVIRONMENT\/SERVICE, for example shop\/cart/,
  ],
])('refuses %s, with a sentence and before anything is started', (_what, flags, sentence) => {
  const { status, stdout, stderr } = serin(...flags());
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr.split('\n')[0]).toMatch(sentence);
});

it('says once that AWS cannot be called', () => {
  const { status, stdout, stderr } = serin('plan', '-f', file);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(
    /^cannot call AWS: Region is missing\. Set AWS_REGION, or a Region in your profile\n$/,
  );
});

it.each([
  ['a command that there is not', ['nonsense', '--help'], "unknown command 'nonsense'; see serin --help"],
  [
    'one of the local cloud',
    ['local', 'nonsense', '--help'],
    "unknown command 'nonsense'; see serin local --help",
  ],
  [
    'the beginning of a command, rather than what is as near by letters',
    ['stat'],
    "unknown command 'stat' (Did you mean status?); see serin --help",
  ],
  ['help for one', ['help', 'nonsense'], "unknown command 'nonsense'; see serin --help"],
  [
    'an option misspelt',
    ['watch', 'shop/cart', '--patients', '5m'],
    "unknown option '--patients' (Did you mean --patience?); see serin watch --help",
  ],
  ['an argument left out', ['status'], "missing required argument 'rollout'; see serin status --help"],
])('tells %s in one line, and where to read on', (_what, flags, sentence) => {
  expect(serin(...flags)).toMatchObject({ status: 2, stdout: '', stderr: `error: ${sentence}\n` });
});
