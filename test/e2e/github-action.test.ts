import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { ONE_PER_VOTE, WRONG_PORT } from '../../infra/demo/versions.ts';
import type { Version } from './article.ts';
import { startLab, type Lab } from './lab.ts';
import { startProgram } from './program.ts';

const texts = z.record(z.string(), z.string());

/** GitHub's syntax of composite actions, as far as ours uses it; a field that GitHub does not know is an error. */
const actionSchema = z.strictObject({
  name: z.string(),
  description: z.string(),
  author: z.string(),
  branding: z.strictObject({ icon: z.string(), color: z.string() }),
  inputs: z.record(z.string(), z.strictObject({ description: z.string(), required: z.boolean() })),
  outputs: z.record(z.string(), z.strictObject({ description: z.string(), value: z.string() })),
  runs: z.strictObject({
    using: z.literal('composite'),
    steps: z.array(
      z.strictObject({
        name: z.string(),
        id: z.string().optional(),
        shell: z.literal('bash'),
        env: texts.optional(),
        run: z.string(),
      }),
    ),
  }),
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
    with: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
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
  it('uses every input that it declares, and no other', () => {
    const used = JSON.stringify(action.runs.steps).matchAll(/\$\{\{ inputs\.([\w-]+) \}\}/g);
    expect([...used].map(([, name]) => name).sort()).toEqual(Object.keys(action.inputs).sort());
  });

  it('puts no input into a script, where it could be code', () => {
    for (const { run } of action.runs.steps) expect(run).not.toContain('${{');
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
    lab = await startLab();
    first = lab.build('first');
  });
  afterAll(async () => {
    await lab?.close();
    rmSync(folder, { recursive: true });
  });

  /** Runs the action's last step as GitHub's runner does, and answers what the runner would make of it. */
  async function rollOut(inputs: Readonly<Record<string, string>>) {
    const step = action.runs.steps.at(-1)!;
    const files = { script: 'step.sh', GITHUB_OUTPUT: 'output', GITHUB_STEP_SUMMARY: 'summary.md' };
    const path = (name: string) => join(folder, name);
    for (const name of Object.values(files)) rmSync(path(name), { force: true });
    writeFileSync(path(files.script), step.run);
    const env = Object.fromEntries(
      Object.entries(step.env ?? {}).map(([name, value]) => [
        name,
        value.replace(/\$\{\{ inputs\.([\w-]+) \}\}/, (_, input: string) => inputs[input] ?? ''),
      ]),
    );
    const program = startProgram('bash', ['--noprofile', '--norc', '-eo', 'pipefail', path(files.script)], {
      cwd: folder,
      env: {
        ...process.env,
        ...lab.cloud.env,
        ...env,
        GITHUB_ACTION_PATH: resolve('.'),
        GITHUB_OUTPUT: path(files.GITHUB_OUTPUT),
        GITHUB_STEP_SUMMARY: path(files.GITHUB_STEP_SUMMARY),
      },
    });
    const exitCode = await program.exitCode;
    const read = (name: string) => (existsSync(path(name)) ? readFileSync(path(name), 'utf8') : '');
    return {
      exitCode,
      outputs: read(files.GITHUB_OUTPUT).trim().split('\n'),
      summary: read(files.GITHUB_STEP_SUMMARY),
      printed: program.printed(),
    };
  }

  it('passes where the version is promoted, and shows on which verdicts', async () => {
    const taskDefinition = join(folder, 'task-definition.json');
    const containerDefinitions = [
      { name: 'app', image: first.image },
      { name: 'envoy', image: 'envoy:1' },
    ];
    writeFileSync(taskDefinition, JSON.stringify({ family: 'cart', containerDefinitions }));
    const run = await rollOut({ file: first.file, 'task-definition': taskDefinition, container: 'app' });
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
});
