import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PlantedFile } from './lint-texts.ts';

/** What lint says to each of the files. */
async function lint(files: readonly PlantedFile[]): Promise<string[][]> {
  const run = promisify(execFile)('node', [join('test', 'lint', 'lint-texts.ts')]);
  run.child.stdin!.end(JSON.stringify(files));
  return JSON.parse((await run).stdout) as string[][];
}

const importing = (name: string) => `import { it } from '${name}';\nexport const its = it;\n`;
const importingType = (name: string) => `import type { It } from '${name}';\nexport type Its = It;\n`;

const CLOCK = "import { nowSeconds } from './progress.ts';\n";

type Case = readonly [path: string, text: string];

const CORE = 'workflows/rollout/planted.ts';
const DEEP_IN_CORE = 'workflows/rollout/judge/planted.ts';

const OFFENDERS: Readonly<Record<string, readonly Case[]>> = {
  'imports/one-way': [
    [CORE, importing('zod')],
    [CORE, importingType('zod')],
    [CORE, importing('simple-statistics')],
    [CORE, importing('node:crypto')],
    [CORE, importing('@temporalio/workflow')],
    [CORE, importing('../progress.ts')],
    [CORE, importingType('../shift.ts')],
    [CORE, `export * from '../progress.ts';\n`],
    [CORE, `export const load = () => import('../progress.ts');\n`],
    [CORE, `export type Progress = import('../progress.ts').Progress;\n`],
    [CORE, importing('../../package.json')],
    [CORE, importing('../../activities/plan/settle.ts')],
    [DEEP_IN_CORE, importing('../../progress.ts')],
    [DEEP_IN_CORE, importing('zod')],
    ['workflows/planted.ts', importing('../activities/index.ts')],
    ['workflows/planted.ts', importing('../client/main.ts')],
    ['workflows/planted.ts', importing('node:fs')],
    ['workflows/planted.ts', importing('undici')],
    ['workflows/planted.ts', importing('./weighted/driver.ts')],
    ['workflows/planted.ts', importingType('./weighted/memory.ts')],
    ['workflows/planted.ts', importing('./index.ts')],
    ['workflows/index.ts', importing('../activities/index.ts')],
    ['workflows/weighted/planted.ts', importing('../../activities/index.ts')],
    ['workflows/ecs-native/planted.ts', importing('../weighted/driver.ts')],
    ['activities/planted.ts', importing('../workflows/progress.ts')],
    ['activities/planted.ts', importing('../worker/adapters.ts')],
    ['activities/planted.ts', importing('../infra/local/up.ts')],
    ['activities/planted.ts', importing('@temporalio/client')],
    ['activities/planted.ts', importing('node:child_process')],
    ['activities/planted.ts', importing('node:process')],
    ['worker/planted.ts', importing('../client/main.ts')],
    ['encryption/planted.ts', importing('../worker/adapters.ts')],
    ['client/planted.ts', importing('@aws-sdk/client-ecs')],
    ['client/planted.ts', importing('../dashboard/run.ts')],
    ['dashboard/planted.ts', importing('../workflows/weighted/driver.ts')],
    ['dashboard/planted.ts', importing('../worker/run.ts')],
    ['dashboard/server/planted.ts', importing('@aws-sdk/client-ecs')],
    ['dashboard/server/planted.ts', importing('node:child_process')],
    ['dashboard/server/planted.ts', importing('../page/main.ts')],
    ['dashboard/model/planted.ts', importing('preact')],
    ['dashboard/model/planted.ts', importing('node:fs')],
    ['dashboard/model/planted.ts', importing('../views/page.ts')],
    ['dashboard/views/planted.ts', importing('../server/pages.ts')],
    ['dashboard/views/planted.ts', importing('fastify')],
    ['dashboard/page/planted.ts', importing('../server/pages.ts')],
    ['dashboard/page/planted.ts', importing('../../client/rollouts/view.ts')],
    ['infra/local/planted.ts', importing('../../workflows/rollout/plan.ts')],
    ['infra/local/planted.ts', importing('../demo/main.ts')],
  ],
  'imports/no-circle': [
    ['workflows/rollout/plan.ts', importing('./pinned-image.ts')],
    ['workflows/rollout/plan.ts', importingType('./pinned-image.ts')],
    ['workflows/rollout/plan.ts', importing('./plan.ts')],
    ['dashboard/model/row.ts', importing('./now.ts')],
    ['infra/local/up/part.ts', importing('./cloud.ts')],
    ['test/e2e/lab.ts', importingType('./mesh/article.ts')],
  ],
  'regexp/no-super-linear-backtracking': [
    [CORE, 'export const path = /^[^#]*:[^#]+@/;\n'],
    ['activities/planted.ts', 'export const words = /^(?:\\w+ ?)+$/;\n'],
  ],
  'regexp/no-super-linear-move': [
    ['activities/planted.ts', 'export const gap = /\\{+.*\\}/;\n'],
    ['client/planted.ts', 'export const end = /-+$/;\n'],
    ['dashboard/server/planted.ts', 'export const end = /-+$/;\n'],
  ],
  'no-restricted-globals': [
    [CORE, 'export const now = () => Date.now();\n'],
    [CORE, 'export const now = () => new Date();\n'],
    [DEEP_IN_CORE, 'export const now = () => performance.now();\n'],
    [CORE, 'export const now = () => globalThis.Date.now();\n'],
    [CORE, 'export const id = () => crypto.randomUUID();\n'],
    [CORE, 'export const region = () => process.env["AWS_REGION"];\n'],
  ],
  'no-restricted-properties': [
    [CORE, 'export const chance = () => Math.random();\n'],
    [CORE, 'export const { random } = Math;\n'],
    ['worker/planted.ts', 'export const region = process.env["AWS_REGION"];\n'],
    ['activities/planted.ts', 'export const { env } = process;\n'],
    ['encryption/planted.ts', 'export const home = process.env.HOME;\n'],
    ['dashboard/server/planted.ts', 'export const home = process.env.HOME;\n'],
  ],
  'no-restricted-syntax': [
    [CORE, 'let seen = 0;\nexport const next = () => (seen += 1);\n'],
    [
      CORE,
      'const seen = new Map<string, number>();\nexport const isSeen = (key: string) => seen.has(key);\n',
    ],
    ['workflows/planted.ts', 'export let last = 0;\nexport const end = () => (last = 1);\n'],
    ['workflows/planted.ts', 'enum Colour { Red }\nexport const red = Colour.Red;\n'],
    [
      'workflows/weighted/planted.ts',
      `${CLOCK}export const isOver = (until: number) => nowSeconds() >= until;\n`.replace('./', '../'),
    ],
    [
      'workflows/planted.ts',
      `${CLOCK}import { sleep } from '@temporalio/workflow';\n` +
        'export const wait = (until: number) => sleep(1000 * (until - nowSeconds()));\n',
    ],
  ],
};

const ALLOWED: readonly Case[] = [
  [CORE, importing('./plan.ts') + 'export const whole = (n: number) => Math.round(n);\n'],
  [DEEP_IN_CORE, importing('../plan.ts')],
  ['workflows/planted.ts', importing('./rollout/plan.ts') + importing('@temporalio/workflow')],
  ['workflows/planted.ts', importingType('../activities/index.ts')],
  ['workflows/planted.ts', `${CLOCK}export const until = (seconds: number) => nowSeconds() + seconds;\n`],
  ['workflows/index.ts', importing('./weighted/driver.ts')],
  ['workflows/weighted/planted.ts', importing('../progress.ts') + importing('../rollout/plan.ts')],
  ['activities/planted.ts', importing('../workflows/rollout/plan.ts') + importing('zod')],
  ['client/planted.ts', importing('../worker/adapters.ts') + 'export const home = process.env["HOME"];\n'],
  ['client/commands/dashboard.ts', importing('../../dashboard/run.ts')],
  ['dashboard/server/planted.ts', importing('../views/page.ts') + importing('fastify')],
  ['dashboard/views/planted.ts', importing('../model/row.ts') + importing('preact')],
  ['dashboard/page/planted.ts', importing('../views/page.ts') + importing('uplot')],
  ['test/planted.test.ts', importing('../client/main.ts')],
];

describe('lint', () => {
  const offenders = Object.entries(OFFENDERS).flatMap(([rule, cases]) =>
    cases.map(([path, text]) => ({ rule, path, text })),
  );
  const allowed = ALLOWED.map(([path, text]) => ({ path, text }));
  let told: string[][];
  beforeAll(async () => {
    told = await lint([...offenders, ...allowed]);
  });

  it.each(offenders.map((offender, i) => [offender.rule, offender.path, offender.text, i] as const))(
    'refuses by %s in %s: %s',
    (rule, _path, _text, i) => {
      expect(told[i]).toContainEqual(expect.stringContaining(`${rule}: `));
    },
  );

  it.each(allowed.map(({ path, text }, i) => [path, text, i] as const))(
    'takes in %s: %s',
    (_path, _text, i) => {
      expect(told[offenders.length + i]).toEqual([]);
    },
  );

  it('tells the whole circle', () => {
    const circle = offenders.findIndex(({ rule }) => rule === 'imports/no-circle');
    expect(told[circle]).toContainEqual(
      'imports/no-circle: An import circle: workflows/rollout/pinned-image.ts → workflows/rollout/plan.ts.',
    );
  });
});
