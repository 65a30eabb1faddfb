import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
import { SERIN_SOURCE } from '../../../infra/aws/serin-image.ts';

const dockerfile = DockerfileParser.parse(readFileSync('Dockerfile', 'utf8'));
const instructions = (keyword: string) =>
  dockerfile.getInstructions().filter((instruction) => instruction.getKeyword() === keyword);
const argumentsOf = (keyword: string) =>
  instructions(keyword).map((instruction) => instruction.getArgumentsContent());

/** The paths that are copied from the folder of the build, not from an earlier stage. */
const copied = dockerfile
  .getCOPYs()
  .filter((copy) => copy.getFlags().every((flag) => flag.getName() !== 'from'))
  .flatMap((copy) =>
    copy
      .getArguments()
      .slice(0, -1)
      .map((argument) => argument.getValue()),
  );

/** True for one of the names, and for what is below it. */
const isOneOf = (names: readonly string[], path: string): boolean =>
  names.some((name) => path === name || path.startsWith(`${name}/`));

describe('the Dockerfile', () => {
  it('passes hadolint', () => {
    expect(execFileSync('.serin/python/bin/hadolint', ['Dockerfile'], { encoding: 'utf8' })).toBe('');
  });

  it('copies only what is there, and .dockerignore lets it through', () => {
    const allowed = readFileSync('.dockerignore', 'utf8').split('\n');
    expect(copied).toContain('worker');
    for (const path of copied) {
      expect({ path, there: existsSync(path) }).toEqual({ path, there: true });
      expect(allowed.some((line) => line.startsWith('!') && isOneOf([line.slice(1)], path))).toBe(true);
    }
  });

  it('copies all that its build imports, and installs the packages', () => {
    const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      devDependencies: object;
    };
    // The local cloud has packages of its own, which are not bundled with it.
    const files = globSync(
      copied.filter((path) => path !== 'infra/local').map((path) => `${path}/**/*.ts`),
      { exclude: ['**/dist/**'] },
    );
    const imports = files.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/^(?!import type).*from '([^']+)';$/gm)].map(
        ([, specifier = '']) => ({ file, specifier }),
      ),
    );
    expect(imports.length).toBeGreaterThan(100);
    const missing = imports.filter(({ file, specifier }) => {
      if (specifier.startsWith('node:')) return false;
      if (!specifier.startsWith('.')) return !isOneOf(Object.keys(devDependencies), specifier);
      return !isOneOf(copied, relative('.', join(dirname(file), specifier)));
    });
    expect(missing).toEqual([]);
  });

  it('gives the build of its image on AWS the same source', () => {
    expect(SERIN_SOURCE.filter((path) => !isOneOf(['Dockerfile', '.dockerignore', ...copied], path))).toEqual(
      [],
    );
    expect(copied.filter((path) => !isOneOf(SERIN_SOURCE, path))).toEqual([]);
  });

  it('pins its images, runs as nobody in particular, and checks its health', () => {
    for (const image of argumentsOf('FROM')) expect(image).toMatch(/^[a-z]+:\S*\d+[.\d]*-\w/);
    expect(argumentsOf('USER')).toEqual(['10001:10001']);
    expect(argumentsOf('HEALTHCHECK')[0]).toContain('worker/dist/healthy.js');
  });

  it('has the Node.js that the lockfile pins', () => {
    const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      devDependencies: { node: string };
    };
    for (const image of argumentsOf('FROM')) expect(image).toContain(`node:${devDependencies.node}-`);
  });
});
