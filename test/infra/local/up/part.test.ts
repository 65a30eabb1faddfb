import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPart, type Part, type PartSpec } from '../../../../infra/local/up/part.ts';
import { programEnvironment } from '../../../../infra/local/up/program-environment.ts';
import { readyLine } from '../../../../infra/local/up/ready-line.ts';
import { removeDatabase, temporalPart } from '../../../../infra/local/up/temporal.ts';

const state = mkdtempSync(join(tmpdir(), 'serin-part-'));
const logFile = join(state, 'logs/part.log');
const started: Part[] = [];
afterEach(() => Promise.all(started.splice(0).map((part) => part.stop())));
afterAll(() => rmSync(state, { recursive: true }));

/** A part in a few lines of Node. */
function scripted(script: string): PartSpec {
  const command = () => [process.execPath, '--eval', script];
  return { name: 'mesh', logFile, env: programEnvironment({}), ready: readyLine(logFile), command };
}

async function start(spec: PartSpec): Promise<Part> {
  const part = await startPart(spec);
  started.push(part);
  return part;
}

const serving = `console.log('hello'); console.log('{"ready":true,"port":7}'); process.stdin.on('end', process.exit).resume();`;

describe('a part', () => {
  it('serves when it says so, and gives its addresses', async () => {
    expect((await start(scripted(serving))).addresses).toMatchObject({ port: 7 });
  });

  it('that ends before it serves is an error with the end of its log', async () => {
    const failing = scripted(`console.error('no such flag'); process.exit(3)`);
    await expect(start(failing)).rejects.toThrow(
      /^mesh ended with exit code 3 before it was ready[^]*no such flag/,
    );
  });

  it('that dies is told with the end of its log', async () => {
    const dying = `${serving} setTimeout(() => { console.error('out of memory'); process.exit(9); }, 1)`;
    expect(await (await start(scripted(dying))).died).toMatch(
      /^mesh ended with exit code 9[^]*out of memory/,
    );
  });

  it('that is killed on purpose has not died', async () => {
    const part = await start(scripted(serving));
    await part.kill('SIGKILL');
    expect(await Promise.race([part.died, Promise.resolve('alive')])).toBe('alive');
    await part.restart();
    expect(part.addresses).toMatchObject({ port: 7 });
  });
});

describe("Temporal's dev server", () => {
  it('comes back at the same address with all it knew', async () => {
    const spec = temporalPart({ state, logFile }, programEnvironment({}), { RolloutPhase: 'Keyword' });
    const part = await start(spec);
    const namespaces = () => fetch(`http://127.0.0.1:${part.addresses['http']}/api/v1/namespaces/default`);
    const before = (await (await namespaces()).json()) as { namespaceInfo: { id: string } };
    await part.kill('SIGKILL');
    await expect(namespaces()).rejects.toThrow();
    await part.restart();
    const after = (await (await namespaces()).json()) as { namespaceInfo: { id: string } };
    expect(after.namespaceInfo.id).toBe(before.namespaceInfo.id);
    await part.stop();
    removeDatabase(state);
  });
});
