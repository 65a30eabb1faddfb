import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { copySources, type SourceCopy } from '../source-copy.ts';

const PAGE = readFileSync('docs/adding-an-adapter.md', 'utf8');

/** The page's new files, by path, and its changes of files that are there. */
const NEW_FILES = [...PAGE.matchAll(/^`(?<path>[^`]+)`:\n\n```ts\n(?<text>.*?)^```$/gms)].map(
  ({ groups }) => ({ path: groups?.['path'] ?? '', text: groups?.['text'] ?? '' }),
);
const CHANGES = [...PAGE.matchAll(/^```diff\n(.*?)^```$/gms)].map(([, diff = '']) => diff);

/** The sources, where somebody has followed the page. */
let copy: SourceCopy;
beforeAll(() => {
  copy = copySources(['workflows/index.ts', 'worker/main.ts', 'client/main.ts', 'test/activities/routers']);
  for (const { path, text } of NEW_FILES) copy.write(path, text);
  execFileSync('git', ['apply', '-'], { cwd: copy.folder, input: CHANGES.join('') });
});
afterAll(() => copy.remove());

it('what the page says compiles', () => {
  copy.run('tsc');
});

it("the page's router keeps the contract of all routers", () => {
  const tested = copy.run('jest', 'test/activities/routers/parameter.test.ts');
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
