import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const PAGE = readFileSync('docs/adding-an-adapter.md', 'utf8');

/** The page's new files, by path, and its changes of files that are there. */
const NEW_FILES = [...PAGE.matchAll(/^`(?<path>[^`]+)`:\n\n```ts\n(?<text>.*?)^```$/gms)].map(
  ({ groups }) => ({ path: groups?.['path'] ?? '', text: groups?.['text'] ?? '' }),
);
const CHANGES = [...PAGE.matchAll(/^```diff\n(.*?)^```$/gms)].map(([, diff = '']) => diff);

/** A copy of the source in which somebody has followed the page. */
let copy: string;
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'adding-an-adapter-'));
  for (const path of [
    'workflows',
    'activities',
    'worker',
    'client',
    'dashboard',
    'encryption',
    'infra',
    'test',
  ])
    cpSync(path, join(copy, path), { recursive: true });
  for (const path of ['package.json', 'jest.config.js']) cpSync(path, join(copy, path));
  for (const path of ['node_modules', '.serin']) symlinkSync(resolve(path), join(copy, path));
  writeFileSync(
    join(copy, 'tsconfig.json'),
    JSON.stringify({
      extends: resolve('tsconfig.json'),
      include: ['workflows/index.ts', 'worker/main.ts', 'client/main.ts', 'test/activities/routers'],
    }),
  );
  for (const { path, text } of NEW_FILES) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    writeFileSync(join(copy, path), text);
  }
  execFileSync('git', ['apply', '-'], { cwd: copy, input: CHANGES.join('') });
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** What a tool of the project says in the copy; it fails with what the tool complains about. */
function run(tool: string, ...args: string[]): string {
  try {
    return execFileSync(join(copy, 'node_modules', '.bin', tool), args, {
      cwd: copy,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${tool}: ${stdout}${stderr}`, { cause: error });
  }
}

it('what the page says compiles', () => {
  run('tsc');
});

it("the page's router keeps the contract of all routers", () => {
  const tested = run('jest', 'test/activities/routers/parameter.test.ts');
  expect(tested).toMatch(/^[1-9]\d* passed, 0 failed$/m);
});

it('the page counts the lines that it adds and removes', () => {
  const lines = (diff: string, sign: string) =>
    diff.split('\n').filter((line) => line.startsWith(sign) && !line.startsWith(sign.repeat(3))).length;
  const counts = [
    ...NEW_FILES.map(({ path, text }) => [path, text.split('\n').length - 1, 0] as const),
    ...CHANGES.map((diff) => [/^--- a\/(.*)$/m.exec(diff)?.[1], lines(diff, '+'), lines(diff, '-')] as const),
  ];
  const told = [...PAGE.matchAll(/^\| `?(.+?)`? +\| (\d+) +\| (\d+) +\|$/gm)].map(
    ([, file, added, removed]) => [file, Number(added), Number(removed)],
  );
  const sum = (which: 1 | 2) => counts.reduce((total, count) => total + count[which], 0);
  expect(new Set(told)).toEqual(new Set([...counts, [`${counts.length} files`, sum(1), sum(2)]]));
});
