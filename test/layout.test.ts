import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const README = readFileSync('README.md', 'utf8');
const ARCHITECTURE = readFileSync('docs/architecture.md', 'utf8');

const tracked = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).trim().split('\n');
const folders = [...new Set(tracked.filter((path) => path.includes('/')).map((path) => path.split('/')[0]!))];

const [, layout = ''] = /^## Layout\n\n```\n([^]*?)^```$/m.exec(README) ?? [];

it("README's layout names every folder that people look into", () => {
  expect(folders.length).toBeGreaterThan(5);
  expect(folders.filter((folder) => !folder.startsWith('.') && !layout.includes(`${folder}/`))).toEqual([]);
});

it("README's layout names nothing that is not there", () => {
  const named = Array.from(layout.matchAll(/^(\w+)\/ +(.*)$/gm), ([, folder, text]) => ({ folder, text }));
  const paths = named.flatMap(({ folder, text = '' }) => [
    `${folder}/`,
    ...Array.from(text.matchAll(/([\w/-]+)\//g), ([, path]) => path!),
  ]);
  const isThere = (path: string) =>
    existsSync(path) || named.some(({ folder }) => existsSync(`${folder}/${path}`));
  expect(paths.length).toBeGreaterThan(10);
  expect(paths.filter((path) => !isThere(path))).toEqual([]);
});

it('the page on the architecture names nothing that is not there', () => {
  const paths = Array.from(
    ARCHITECTURE.matchAll(/`((?:workflows|activities|worker|client)\/[\w./-]*)`/g),
    ([, path]) => path!,
  );
  expect(paths.length).toBeGreaterThan(15);
  expect(paths.filter((path) => !existsSync(path))).toEqual([]);
});
