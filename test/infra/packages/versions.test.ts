import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { VERSION } from '../../../client/version.ts';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly workspaces: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
}

const read = <T>(...path: string[]): T => JSON.parse(readFileSync(join(...path), 'utf8')) as T;
const { workspaces, version } = read<Manifest>('package.json');
const MANIFESTS = workspaces.map((folder) => join(folder, 'package.json'));

/** Of each package, its version and that of its own packages that it depends on. */
function versionsIn(folder: string): Record<string, string> {
  const manifests = MANIFESTS.map((path) => read<Manifest>(folder, path));
  const names = manifests.map(({ name }) => name);
  return Object.fromEntries(
    manifests.flatMap(({ name, version: own, dependencies = {} }) => [
      [name, own],
      ...Object.entries(dependencies)
        .filter(([dependency]) => names.includes(dependency))
        .map(([dependency, needed]): [string, string] => [`${name} → ${dependency}`, needed]),
    ]),
  );
}

it('is one version for all packages, which the command tells with its commit', () => {
  expect(new Set(Object.values(versionsIn('.')))).toEqual(new Set([version]));
  expect(VERSION).toBe(`${version} (from source)`);
});

it('is in the lockfile, too', () => {
  const { packages } = read<{ packages: Record<string, { version?: string }> }>('package-lock.json');
  for (const folder of workspaces) expect(packages[folder === '.' ? '' : folder]?.version).toBe(version);
});

describe('the next version', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'next-version-'));
    for (const path of [...MANIFESTS, 'package-lock.json', 'CHANGELOG.md', '.changeset/config.json'])
      cpSync(path, join(folder, path));
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });

  it('is made of changesets, for all packages at once, and told in CHANGELOG.md', () => {
    const [major = 0, minor = 0] = version.split('.').map(Number);
    writeFileSync(join(folder, '.changeset/news.md'), "---\n'serin': minor\n---\n\nIt can fly.\n");
    run('git', 'init', '--quiet', '--initial-branch', 'main');
    run('git', 'add', ...MANIFESTS, '.changeset');
    run('git', '-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', 'commit', '--quiet', '-m', 'News');
    run(resolve('node_modules/.bin/changeset'), 'version');
    const next = `${major}.${minor + 1}.0`;
    expect(new Set(Object.values(versionsIn(folder)))).toEqual(new Set([next]));
    const changes = readFileSync(join(folder, 'CHANGELOG.md'), 'utf8');
    expect(changes).toMatch(
      new RegExp(`^## ${next}\n\n### Minor Changes\n\n- [0-9a-f]{7}: It can fly\\.$`, 'm'),
    );
    expect(changes).toContain(readFileSync('CHANGELOG.md', 'utf8').split('\n').at(-2));
    expect(run('git', 'status', '--short', join(dirname(MANIFESTS[0]!), '.changeset'))).toContain(' D ');
  });
});
