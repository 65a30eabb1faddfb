import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const HOOK = `import { registerHooks } from 'node:module';
registerHooks({ load(url, context, next) { process.stderr.write(url + '\\n'); return next(url, context); } });`;

/** What `serin` loads for some words, from the repository's top. */
async function loadedFor(...words: string[]): Promise<string[]> {
  const { stderr } = await promisify(execFile)('node', [
    `--import=data:text/javascript,${encodeURIComponent(HOOK)}`,
    'client/main.ts',
    ...words,
  ]);
  const top = process.cwd();
  return stderr.split('\n').flatMap((url) => url.split(`${top}/`).slice(1));
}

const packagesIn = (files: readonly string[]) => [
  ...new Set(files.flatMap((file) => file.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)/)?.slice(1) ?? [])),
];

it.each([['--help'], ['--version']])('serin %s loads nothing but commander', async (flag) => {
  expect(packagesIn(await loadedFor(flag))).toEqual(['commander']);
});

it('only `serin local COMMAND` loads the local cloud', async () => {
  const isLocalCloud = (file: string) => file.startsWith('infra/local/');
  expect((await loadedFor('local', '--help')).filter(isLocalCloud)).toEqual([]);
  expect((await loadedFor('start', '--help')).filter(isLocalCloud)).toEqual([]);
  expect((await loadedFor('local', 'url', '--help')).filter(isLocalCloud)).not.toEqual([]);
});

it('lists each subcommand with the arguments that it takes', async () => {
  const { stdout } = await promisify(execFile)('node', ['test/client/commands/usages.ts']);
  const usages = JSON.parse(stdout) as [listed: string, called: string][];
  expect(usages.length).toBeGreaterThan(20);
  for (const [listed, called] of usages) expect(called).toBe(listed);
});
