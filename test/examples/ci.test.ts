import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { parse } from 'yaml';
import { z } from 'zod';

const FILES = ['gitlab-ci.yml', 'buildkite.yml', 'Jenkinsfile', 'buildspec.yml'];
const read = (name: string): string => readFileSync(join('examples/ci', name), 'utf8');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ci-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the example for GitLab', () => {
  /** What GitLab's schema makes of a file, and the jobs that a push to main would have. */
  function jobsIn(text: string) {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder });
    git('init', '--quiet', '--initial-branch', 'main');
    git('remote', 'add', 'origin', 'git@gitlab.com:shop/cart.git');
    git('-c', 'user.name=ann', '-c', 'user.email=ann@example.com', 'commit', '--allow-empty', '-qm', 'first');
    writeFileSync(join(folder, '.gitlab-ci.yml'), text);
    const env = { ...process.env, HOME: folder };
    const listed = spawnSync(resolve('node_modules/.bin/gitlab-ci-local'), ['--list-json'], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    rmSync(join(folder, '.git'), { recursive: true });
    return listed;
  }

  it("fits GitLab's schema, and rolls out what is pushed to main, one at a time", () => {
    const { status, stdout, stderr } = jobsIn(read('gitlab-ci.yml'));
    expect({ status, stderr }).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('schema validated'),
    });
    const jobs = JSON.parse(stdout) as { name: string; when: string }[];
    expect(jobs.map(({ name, when }) => [name, when])).toEqual([
      ['plan', 'never'],
      ['deploy', 'on_success'],
    ]);
    expect(parse(read('gitlab-ci.yml'))).toHaveProperty('deploy.resource_group', 'production');
  });

  it('would be told of a field that GitLab does not know', () => {
    const { status, stdout, stderr } = jobsIn(
      read('gitlab-ci.yml').replace('interruptible: false', 'interruptible: 7'),
    );
    expect({ status, told: stdout + stderr }).toMatchObject({
      status: 1,
      told: expect.stringMatching(/interruptible/),
    });
  });
});

it("the example for Buildkite fits Buildkite's own types", () => {
  const pipeline = JSON.stringify(parse(read('buildkite.yml')), null, 2);
  const file = resolve('test/examples/buildkite-pipeline.ts');
  const host = ts.createCompilerHost({});
  const { readFile, fileExists } = host;
  host.fileExists = (path) => path === file || fileExists(path);
  const complaints = (text: string) => {
    host.readFile = (path) => (path === file ? text : readFile(path));
    const options = { noEmit: true, strict: true, skipLibCheck: true, types: [] };
    const program = ts.createProgram([file], options, host);
    return program
      .getSemanticDiagnostics(program.getSourceFile(file))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
  };
  const typed = (steps: string) =>
    `import type { CommandStep } from '@buildkite/buildkite-sdk';\nexport const pipeline: { steps: CommandStep[] } = ${steps};\n`;
  expect(complaints(typed(pipeline))).toEqual([]);
  expect(complaints(typed(pipeline.replace('timeout_in_minutes', 'timeout')))).toHaveLength(1);
});

it('the example for CodePipeline passes cfn-lint, and its buildspec has what CodeBuild reads', () => {
  const template = 'examples/ci/codepipeline.yaml';
  const { stdout, status } = spawnSync('.serin/python/bin/cfn-lint', [template], { encoding: 'utf8' });
  expect({ stdout: stdout.trim(), status }).toEqual({ stdout: '', status: 0 });
  // https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
  const commands = z.array(z.string());
  const buildspec = z.strictObject({
    version: z.literal(0.2),
    env: z.strictObject({ shell: z.literal('bash') }),
    phases: z.strictObject({
      install: z.strictObject({ 'runtime-versions': z.strictObject({ nodejs: z.int() }), commands }),
      build: z.strictObject({ commands }),
    }),
  });
  expect(() => buildspec.parse(parse(read('buildspec.yml')))).not.toThrow();
});

it('the example for Jenkins has the sections of a declarative pipeline, each closed', () => {
  const text = read('Jenkinsfile').replaceAll(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\/\/.*/g, '');
  const depths = [...text].reduce(
    (all, each) => [...all, all.at(-1)! + (each === '{' ? 1 : each === '}' ? -1 : 0)],
    [0],
  );
  expect(depths.at(-1)).toBe(0);
  const atDepth = (wanted: number) =>
    [...text.matchAll(/(\w+)(?: *\(\))? *\{/g)]
      .filter(({ index }) => depths[index] === wanted)
      .map(([, name]) => name);
  expect(atDepth(0)).toEqual(['pipeline']);
  expect(atDepth(1)).toEqual(['agent', 'options', 'environment', 'stages']);
});

describe.each(FILES)('%s', (name) => {
  const commands = [...read(name).matchAll(/\bserin(?:@0)? (start|plan|abort) ([^\n]*)/g)];

  it('calls commands and options that there are', () => {
    const reference = readFileSync('docs/reference/command.md', 'utf8');
    expect(commands.map(([, command]) => command)).toContain('start');
    for (const [, command, rest = ''] of commands) {
      const [, section = ''] = reference.split(`\n## serin ${command}\n`);
      const known = section.split('\n## ')[0] ?? '';
      for (const [option] of rest.replace(/\$\([^)]*\)/g, '').matchAll(/(?<= )--?[a-z][a-z-]*/g))
        expect(known).toMatch(new RegExp(`\\\`[^\`]*${option}\\b`));
    }
  });

  it('has commands that a shell reads', () => {
    for (const [, command, rest = ''] of commands) {
      const script = `serin ${command} ${rest.replace(/'\)?$/, '').replaceAll('$$', '$')}`;
      expect(spawnSync('bash', ['-n', '-c', script], { encoding: 'utf8' }).stderr).toBe('');
    }
  });
});
