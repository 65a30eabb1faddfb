import {
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { buildAction } from '../../../infra/packages/action.ts';
import { buildCommand } from '../../../infra/packages/command.ts';
import { ONE_PER_VOTE, WRONG_PORT } from '../../../infra/demo/versions.ts';
import { buildImage } from '../../../infra/local/images/registry.ts';
import { startGitHub } from '../../client/github-action/github-api.ts';
import type { Version } from '../article.ts';
import { ROLLOUT, SERVICE, startLab, type Lab } from '../lab.ts';
import { startProgram, type Program } from '../program.ts';

const texts = z.record(z.string(), z.string());

/** GitHub's syntax of JavaScript actions, as far as ours uses it; a field that GitHub does not know is an error. */
const actionSchema = z.strictObject({
  name: z.string(),
  description: z.string(),
  author: z.string(),
  branding: z.strictObject({ icon: z.string(), color: z.string() }),
  inputs: z.record(
    z.string(),
    z.strictObject({ description: z.string(), required: z.boolean(), default: z.string().optional() }),
  ),
  outputs: z.record(z.string(), z.strictObject({ description: z.string() })),
  runs: z.strictObject({ using: z.literal('node24'), main: z.string(), post: z.string() }),
});

const stepSchema = z
  .strictObject({
    name: z.string().optional(),
    id: z.string().optional(),
    if: z.string().optional(),
    uses: z
      .string()
      .regex(/^[\w-]+\/[\w-]+@\w+$/)
      .optional(),
    with: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
    env: texts.optional(),
    run: z.string().optional(),
  })
  .refine(({ uses, run }) => (uses === undefined) !== (run === undefined), 'either uses or run');

const workflowSchema = z.strictObject({
  name: z.string(),
  on: z.strictObject({ push: z.strictObject({ branches: z.array(z.string()) }) }),
  concurrency: z.strictObject({ group: z.string(), 'cancel-in-progress': z.boolean() }),
  permissions: z.record(z.string(), z.enum(['read', 'write', 'none'])),
  jobs: z.record(
    z.string(),
    z.strictObject({
      'runs-on': z.string(),
      'timeout-minutes': z.number(),
      env: texts,
      steps: z.array(stepSchema),
    }),
  ),
});

const action = actionSchema.parse(parse(readFileSync('action.yml', 'utf8')));

describe('action.yml', () => {
  it('reads every input that it declares, and no other', () => {
    const sources = globSync('client/github-action/*.ts').map((file) => readFileSync(file, 'utf8'));
    const read = sources.join('').matchAll(/input\('([\w-]+)'\)|^  '?([\w-]+)'?: '(?:--|[A-Z]+_)/gm);
    expect([...new Set([...read].map(([, asked, mapped]) => asked ?? mapped))].sort()).toEqual(
      Object.keys(action.inputs).sort(),
    );
  });

  it('is called by the example with inputs that it has, and only with outputs that its steps have', () => {
    const text = readFileSync('examples/github-workflow.yml', 'utf8');
    const { steps } = workflowSchema.parse(parse(text)).jobs['deploy']!;
    const given = Object.keys(steps.find(({ uses }) => uses?.includes('/serin@'))?.with ?? {});
    expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(given));
    expect(given).toContain('file');
    const ids = steps.map(({ id }) => id);
    for (const [, id] of text.matchAll(/steps\.(\w+)\.outputs/g)) expect(ids).toContain(id);
  });
});

describe('a pipeline that rolls out by the action', () => {
  let lab: Lab;
  let folder: string;
  let first: Version;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'action-'));
    await buildCommand(join(folder, 'dist'));
    await buildAction(join(folder, 'dist'));
    lab = await startLab();
    first = lab.build('first');
  });
  afterAll(async () => {
    await lab?.close();
    rmSync(folder, { recursive: true });
  });

  /** Starts a step of the action as GitHub's runner does. */
  function startStep(
    step: 'main' | 'post',
    inputs: Readonly<Record<string, string>>,
    { state = '', github = {} }: { readonly state?: string; readonly github?: NodeJS.ProcessEnv } = {},
  ) {
    const path = (name: string) => join(folder, name);
    const files = { GITHUB_OUTPUT: 'output', GITHUB_STATE: 'state', GITHUB_STEP_SUMMARY: 'summary.md' };
    for (const name of Object.values(files)) rmSync(path(name), { force: true });
    const variables = (prefix: string, values: readonly (readonly [string, string])[]) =>
      Object.fromEntries(values.map(([name, value]) => [`${prefix}_${name}`, value]));
    const defaults = Object.entries(action.inputs).map(([name, input]) => [name, input.default ?? '']);
    const given = { ...(Object.fromEntries(defaults) as Record<string, string>), ...inputs };
    const program = startProgram(process.execPath, [join(folder, action.runs[step])], {
      cwd: folder,
      env: {
        ...process.env,
        ...lab.cloud.env,
        ...github,
        ...variables(
          'INPUT',
          Object.entries(given).map(([name, value]) => [name.toUpperCase(), value]),
        ),
        ...variables('STATE', linesOf(state)),
        ...Object.fromEntries(Object.entries(files).map(([name, file]) => [name, path(file)])),
      },
    });
    const read = (name: string) => (existsSync(path(name)) ? readFileSync(path(name), 'utf8') : '');
    return { program, read: (file: keyof typeof files) => read(files[file]) };
  }

  /** Runs the action's main step, and answers what the runner would make of it. */
  async function rollOut(inputs: Readonly<Record<string, string>>, github: NodeJS.ProcessEnv = {}) {
    const { program, read } = startStep('main', inputs, { github });
    const exitCode = await program.exitCode;
    return {
      exitCode,
      outputs: read('GITHUB_OUTPUT').trim().split('\n'),
      summary: read('GITHUB_STEP_SUMMARY'),
      printed: program.printed(),
    };
  }

  const linesOf = (text: string): [string, string][] =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);

  it('passes where the version is promoted, and shows on which verdicts', async () => {
    const run = await rollOut({ file: first.file, image: first.image });
    expect(run).toMatchObject({ exitCode: 0, outputs: ['outcome=promoted', 'exit-code=0'] });
    expect(run.summary).toMatch(new RegExp(`^### ecs-blogpost/yelb-appserver: ${first.sha} promoted: `));
    expect(run.summary).toMatch(/^\| \d\d:\d\d:\d\d \| 100 % \| /m);
  });

  it('fails where the version is rolled back, and says why', async () => {
    const traffic = lab.callService();
    const broken = lab.build('broken', [ONE_PER_VOTE, WRONG_PORT]);
    const run = await rollOut({ file: broken.file });
    await traffic.stop();
    expect(run).toMatchObject({ exitCode: 3, outputs: ['outcome=rolled-back', 'exit-code=3'] });
    expect(run.summary).toMatch(/rolled back: errorCount: \d+ of \d+ requests of the canary failed/);
    expect(run.summary).toMatch(/^\| \d\d:\d\d:\d\d \| 50 % \| fail \| /m);
    expect(run.summary).toMatch(new RegExp(`Traffic now: ${first.sha} 100 %`));
  });

  it('fails on a file that is not right, before anything is started, and shows every problem', async () => {
    const file = join(folder, 'rollout.yaml');
    writeFileSync(file, 'environment: shop\nsteps: []\n');
    const run = await rollOut({ file, image: 'cart:$(touch hacked)' });
    expect(run).toMatchObject({ exitCode: 2, outputs: ['outcome=bad-input', 'exit-code=2'] });
    expect(run.summary).toMatch(/^### .*rollout\.yaml is not right/);
    expect(run.summary).toMatch(/^ {4}service: /m);
    expect(existsSync(join(folder, 'hacked'))).toBe(false);
  });

  it('takes a rendered task definition as a whole, so not where a template makes it', async () => {
    const file = join(folder, 'task-definition.json');
    const containerDefinitions = [{ name: 'app', image: first.image }];
    writeFileSync(file, JSON.stringify({ family: 'cart', containerDefinitions }));
    const run = await rollOut({ file: first.file, 'task-definition': file, container: 'app' });
    expect(run).toMatchObject({ exitCode: 2, outputs: ['outcome=bad-input', 'exit-code=2'] });
    expect(run.summary).toMatch(/task-definition\.json cannot be taken: the template .* by --image/);
  });

  it('leaves the rollout of a cancelled job, or aborts it where that is asked', async () => {
    const { file } = lab.build('cancelled', [ONE_PER_VOTE]);
    const { program, read } = startStep('main', { file });
    await lab.until(async () => /^started /m.test(program.printed()) || undefined);
    process.kill(program.pid, 'SIGINT');
    await program.exitCode;
    expect(program.printed()).toContain('the rollout goes on: see it again with "serin watch');
    const state = read('GITHUB_STATE');

    const left = startStep('post', { file }, { state });
    expect(await left.program.exitCode).toBe(0);
    expect(left.program.printed()).toMatch(
      /^::warning::The rollout of ecs-blogpost\/yelb-appserver goes on/m,
    );

    const aborted = startStep('post', { file, 'on-cancel': 'abort' }, { state });
    expect(await aborted.program.exitCode).toBe(0);
    expect(await lab.serin('watch', ROLLOUT).exitCode).toBe(4);
  });

  it('puts a plan on the pull request, and says whether it would get through', async () => {
    const github = await startGitHub('ghs_secret');
    const inputs = { command: 'plan', file: lab.build('planned').file, 'github-token': 'ghs_secret' };
    const run = await rollOut(inputs, {
      GITHUB_API_URL: github.address,
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_SHA: 'f00d',
      GITHUB_REF: 'refs/pull/12/merge',
    });
    github.close();
    expect(run).toMatchObject({ exitCode: 0, outputs: ['outcome=planned', 'exit-code=0'] });
    const comment = /### `serin plan` of ecs-blogpost\/yelb-appserver: what merging it would roll out\n/;
    expect(github.comments).toEqual([{ id: expect.any(Number), body: expect.stringMatching(comment) }]);
    expect(run.summary).toMatch(comment);
    expect(run.summary).toContain('nothing has been changed');
  });

  describe('beside a rollout that another pipeline has begun', () => {
    let running: string;
    let job: Program;
    /** Runs a script as a pipeline's shell does, where the command is installed. */
    const inShell = (script: string, env: NodeJS.ProcessEnv) => {
      const bin = join(folder, 'bin');
      mkdirSync(bin, { recursive: true });
      const serin = `exec ${process.execPath} ${join(folder, 'dist/command/serin.js')}`;
      // As npx, which is given --yes and the package's name first.
      for (const [name, skipped] of Object.entries({ serin: 0, npx: 2 }))
        writeFileSync(join(bin, name), `#!/bin/sh\nshift ${skipped}\n${serin} "$@"\n`, { mode: 0o755 });
      return startProgram('bash', ['-e', '-c', script], {
        cwd: folder,
        env: { ...process.env, ...lab.cloud.env, PATH: `${bin}:${process.env['PATH']}`, ...env },
        ownGroup: true,
      });
    };
    beforeAll(async () => {
      const { file, image, sha } = lab.build('of Buildkite', [ONE_PER_VOTE], { WaitTime: 600 });
      running = sha;
      // Under the tag that the example gives it: its commit.
      buildImage(join(dirname(file), 'source'), SERVICE, sha, lab.cloud.endpoints.stateFolder);
      copyFileSync(file, join(folder, 'rollout.yaml'));
      const { steps } = parse(readFileSync('examples/ci/buildkite.yml', 'utf8')) as {
        steps: { key: string; command: string }[];
      };
      const { command = '' } = steps.find(({ key }) => key === 'deploy') ?? {};
      job = inShell(command.replaceAll('$$', '$'), {
        BUILDKITE_COMMIT: sha,
        IMAGE_REPOSITORY: image.split(':')[0],
      });
      await lab.until(async () => /^started |refused|error/m.test(job.printed()) || undefined);
      expect(job.printed()).toMatch(/^started /m);
    });
    afterAll(() => job?.kill());

    it('leaves the version of a cancelled job in the queue, or takes it out where that is asked', async () => {
      const { file, sha } = lab.build('queued', [ONE_PER_VOTE]);
      const { program, read } = startStep('main', { file, 'if-running': 'queue' });
      await lab.until(async () => /waits in the queue of/.test(program.printed()) || undefined);
      process.kill(program.pid, 'SIGINT');
      await program.exitCode;
      expect(program.printed()).toContain(`${sha} waits on in the queue: take it out with "serin queue `);
      const state = read('GITHUB_STATE');

      const left = startStep('post', { file }, { state });
      expect(await left.program.exitCode).toBe(0);
      expect(left.program.printed()).toContain(`::warning::${sha} waits on in the queue of ${ROLLOUT}.`);

      const withdrawn = startStep('post', { file, 'on-cancel': 'abort' }, { state });
      expect(await withdrawn.program.exitCode).toBe(0);
      const queue = lab.serin('queue', ROLLOUT);
      expect({ exitCode: await queue.exitCode, printed: queue.printed() }).toMatchObject({
        printed: 'nothing waits\n',
      });
    });

    it('is not aborted by a job of GitLab whose own version is another one', async () => {
      const { deploy } = parse(readFileSync('examples/ci/gitlab-ci.yml', 'utf8')) as {
        deploy: { after_script: string[] };
      };
      const cancelled = inShell(deploy.after_script.join('\n'), {
        ROLLOUT,
        CI_JOB_STATUS: 'canceled',
        CI_COMMIT_SHORT_SHA: 'another',
      });
      expect(await cancelled.exitCode).toBe(5);
      expect(cancelled.printed()).toContain(`refused: ${running} is being rolled out at canary/${ROLLOUT}`);
      expect((await lab.view())?.status.canary).toBe(running);
    });

    it('is aborted where its own job is cancelled, as the example for Buildkite asks', async () => {
      process.kill(-job.pid, 'SIGTERM');
      expect(await job.exitCode).toBe(128 + constants.signals.SIGTERM);
      expect(job.printed()).toContain(`${running} is aborted: all traffic goes back to the stable version`);
      expect(await lab.serin('wait', ROLLOUT).exitCode).toBe(4);
    });
  });
});
