import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChromium } from '../../../infra/local/browser/chromium.ts';
import { visit, type Look, type Visitor } from '../../../infra/demo/visitor.ts';
import { commandsOf, openShell, type Shell } from './walk-through.ts';

const ROOT = join(import.meta.dirname, '../../..');
const commands = commandsOf(join(ROOT, 'infra/samples/yelb/README.md'));
const folder = mkdtempSync(join(tmpdir(), 'serin-yelb-'));
let shell: Shell;
let page = '';
let visitor: Visitor;

beforeAll(() => {
  // A place that looks like the repository's root, with a cloud and an edited copy of its own.
  for (const name of ['bin', 'infra']) symlinkSync(join(ROOT, name), join(folder, name));
  mkdirSync(join(folder, '.serin'));
  shell = openShell(folder);
});
afterAll(async () => {
  await visitor?.leave();
  await shell?.leave();
  execFileSync('bin/serin', ['local', 'down'], { cwd: folder });
  rmSync(folder, { recursive: true });
});

/** Types all commands of a section, the last of which may end otherwise than well. */
async function follow(heading: string, lastExitCode = 0): Promise<string> {
  const lines = commands.get(heading) ?? [];
  expect(lines).not.toEqual([]);
  let last = '';
  for (const [i, line] of lines.entries()) {
    const { printed, exitCode } = await shell.type(line);
    expect({ line, exitCode, printed }).toEqual({
      line,
      exitCode: i === lines.length - 1 ? lastExitCode : 0,
      printed,
    });
    last = printed;
  }
  return last;
}

/** Looks on by the visitor's eyes until something is over. */
async function meanwhile<Answer>(body: Promise<Answer>, look: (over: AbortSignal) => Promise<boolean>) {
  const over = new AbortController();
  const [answer, seen] = await Promise.all([body.finally(() => over.abort()), look(over.signal)]);
  return { answer, seen };
}

/** Whether the page shows it at any time until something is over. */
async function seesUntil(over: AbortSignal, what: (look: Look) => boolean): Promise<boolean> {
  while (!over.aborted) if (await visitor.sees(what, over)) return true;
  return false;
}

/** Edits the copy of the sources. */
function edit(file: string, from: string, to: string): void {
  const path = join(folder, '.serin/yelb', file);
  const before = readFileSync(path, 'utf8');
  expect(before).toContain(from);
  writeFileSync(path, before.replace(from, to));
}

/** Pushes a service while the page is asked for its statistics all the time, which takes Redis. */
async function pushUnderTraffic(service: string) {
  let failed = 0;
  const push = shell.type(`bin/serin local push .serin/yelb/${service} --watch --faster 30`);
  await meanwhile(push, async (over) => {
    while (!over.aborted) {
      const { status } = await fetch(`${page}/api/getstats`);
      if (status >= 500) failed++;
      await sleep(100);
    }
    return true;
  });
  return { ...(await push), failed };
}

describe("the walk-through of Yelb's README", () => {
  it('starts the environment and deploys the four services', async () => {
    await follow('1. The environment');
    await follow('2. The four services');
  });

  it('shows a page whose votes count 2', async () => {
    page = (await follow('3. The page')).trim();
    visitor = await visit(await startChromium(), page);
    expect(await visitor.vote()).toBe(2);
    const { shares, pageViews } = await visitor.read();
    expect(shares).toEqual({ chipotle: 1 });
    expect(pageViews).toBe('1');
  });

  it('shows the host names of both versions during the canary, and counts 1 afterwards', async () => {
    const hostNames = new Set<string>();
    const { seen } = await meanwhile(follow('4. A new version, step by step'), (over) =>
      seesUntil(over, ({ hostName }) => hostNames.add(hostName).size > 1),
    );
    expect(seen).toBe(true);
    expect(await visitor.vote()).toBe(1);
    expect((await visitor.read()).answers).not.toContain('failed');
  });

  it('rolls back the version that listens on another port, whose every request fails, as the page shows until then', async () => {
    const { answer: printed, seen } = await meanwhile(follow('5. A bad version, rolled back', 3), (over) =>
      seesUntil(over, ({ answers }) => answers.includes('failed')),
    );
    expect(seen).toBe(true);
    // The route's retries stay with the version that was chosen, so not one request that went there was answered.
    expect(printed).toMatch(/rolled back: errorCount: (\d+) of \1 requests of the canary failed/);
    expect(await visitor.sees(({ answers }) => !answers.slice(-10).includes('failed'))).toBe(true);
    expect(await visitor.vote()).toBe(1);
  });
});

describe('versions made from a template that names its backends without the namespace', () => {
  beforeAll(() => edit('yelb-appserver/server.mjs', 'port = 4568', 'port = 4567'));

  const TEMPLATES: [service: string, backends: string[]][] = [
    ['yelb-appserver', ['yelb-db', 'yelb-redisserver']],
    ['yelb-ui', ['yelb-appserver']],
  ];
  const tested = process.env['SERIN_TEST_ALL'] ? TEMPLATES : TEMPLATES.slice(0, 1);

  it.each(tested)('of %s reach their backends, and votes are counted', async (service, backends) => {
    for (const backend of backends)
      edit(`${service}/specfiles/canary-helper.yaml`, `!Sub '${backend}.\${Namespace}'`, backend);
    const { exitCode, failed, printed } = await pushUnderTraffic(service);
    expect({ exitCode, failed, printed }).toEqual({ exitCode: 0, failed: 0, printed });
    expect((await fetch(`${page}/api/getvotes`)).status).toBe(200);
    expect(await visitor.vote()).toBe(1);
  });
});

describe('canaries of a tcp service', () => {
  it('are promoted without a failed request when they work', async () => {
    edit('yelb-redisserver/redis.conf', 'appendonly no', 'appendonly no\nmaxclients 500');
    const { exitCode, failed, printed } = await pushUnderTraffic('yelb-redisserver');
    expect({ exitCode, failed, printed }).toEqual({ exitCode: 0, failed: 0, printed });
  });

  it('are rolled back when nobody can connect to them', async () => {
    edit('yelb-redisserver/image.json', '127.0.0.1', '127.0.0.2');
    const { exitCode, printed } = await pushUnderTraffic('yelb-redisserver');
    expect({ exitCode, printed }).toEqual({ exitCode: 3, printed });
    expect(printed).toMatch(/rolled back: errorCount/);
    expect((await fetch(`${page}/api/getstats`)).status).toBe(200);
  });
});

describe('the end of the walk-through', () => {
  it('leaves nothing that runs, and no copy', async () => {
    await follow('6. Clean up');
    await expect(fetch(page)).rejects.toThrow('fetch failed');
    expect(existsSync(join(folder, '.serin/yelb'))).toBe(false);
  });
});
