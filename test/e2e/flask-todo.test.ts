import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { patiently } from './patiently.ts';
import { commandsOf, openShell, type Shell } from './walk-throughs/walk-through.ts';

const ROOT = join(import.meta.dirname, '../..');
const commands = commandsOf(join(ROOT, 'infra/samples/flask-todo/README.md'));
const folder = mkdtempSync(join(tmpdir(), 'serin-flask-'));
let shell: Shell;
let before: string;

beforeAll(() => {
  // A place that looks like the repository's root, with a cloud of its own.
  mkdirSync(join(folder, '.serin'));
  for (const name of ['bin', 'infra', '.serin/python']) symlinkSync(join(ROOT, name), join(folder, name));
  shell = openShell(folder);
});
afterAll(async () => {
  await shell?.leave();
  execFileSync('bin/serin', ['local', 'down'], { cwd: folder });
  rmSync(folder, { recursive: true });
});

/** Types the commands of a section from its `first` on, up to `end`; answers what they printed. */
async function follow(heading: string, first = 0, end?: number): Promise<string> {
  const lines = (commands.get(heading) ?? []).slice(first, end);
  expect(lines).not.toEqual([]);
  let all = '';
  for (const line of lines) {
    const { printed, exitCode } = await shell.type(line);
    expect({ line, exitCode, printed }).toEqual({ line, exitCode: 0, printed });
    all += printed;
  }
  return all;
}

const printed = async (command: string) => (await shell.type(command)).printed;
const inventory = () => printed(`python ${join(ROOT, 'test/infra/aws/inventory.py')}`);

/** How many answers came from each version of the API. */
const answers = (text: string) => ({
  v1: [...text.matchAll(/"version":"1"/g)].length,
  v2: [...text.matchAll(/"version":"2"/g)].length,
});

describe("the walk-through of the Flask sample's README", () => {
  it('makes the three stacks, and gets an answer of the first version', async () => {
    await follow('1. A cloud');
    before = await inventory();
    await follow('2. Network, cluster and mesh');
    await follow('3. Images');
    await follow('4. Services');
    expect(await follow('5. Try it')).toContain('{"todo":{"task":"build an API"},"version":"1"}');
  });

  it('gives a third of the requests to the second version, and waits for a person', async () => {
    const { v1, v2 } = answers(await follow('6. Canary', 0, 3));
    expect(v1 + v2).toBe(200);
    // Four standard deviations of 200 requests that are split at random are 27.
    expect(Math.abs(v2 - 66)).toBeLessThan(27);
  });

  it('gives all requests to the second version when a person approves, and keeps both', async () => {
    const text = await follow('6. Canary', 3);
    const { v1, v2 } = answers(text);
    expect(v2).toBeGreaterThan(v1);
    expect(text).toMatch(/v1 is kept/);
    expect(text).toMatch(/"virtualNode": "api-vn",\s+"weight": 0\s/);
    expect(text).toMatch(/"virtualNode": "api-v2-vn",\s+"weight": 100\s/);
  });

  it('has one trace from the gateway to the API for each version', async () => {
    const text = await follow('7. Traces');
    for (const version of ['1', '2'])
      expect(text).toMatch(
        new RegExp(
          `gateway 1 +server +GET /todos/<todo_id> .*\\n +gateway 1 +client +GET .*\\n +api ${version} +server +GET`,
        ),
      );
  });

  it('ends with nothing left', async () => {
    await follow('8. Clean up', 0, -1);
    await patiently(async () => (await inventory()) === before);
    await follow('8. Clean up', -1);
  });
});
