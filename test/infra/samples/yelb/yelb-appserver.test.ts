import { readFileSync } from 'node:fs';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { freePort } from '../../../../infra/local/processes/ports.ts';
import { eventually } from '../../local/eventually.ts';

const root = join(import.meta.dirname, '../../../..');
const sample = join(root, 'infra/samples/yelb/yelb-appserver');
const portMapping = join(root, 'infra/local/tasks/port-mapping.mjs');
let server: ChildProcess;
let url: string;

beforeEach(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  server = spawn(process.execPath, ['--import', portMapping, 'server.mjs'], {
    cwd: sample,
    env: { PORT_MAPPINGS: JSON.stringify({ 4567: port }), HOSTNAME: 'task-1' },
    stdio: 'inherit',
  });
  await eventually(() =>
    fetch(url).then(
      () => true,
      () => false,
    ),
  );
});
afterEach(async () => {
  server.kill('SIGKILL');
  if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
});

const get = async (path: string) => (await fetch(url + path)).text();

describe('yelb-appserver', () => {
  it('adds two votes for a restaurant and answers the new count', async () => {
    expect(await get('/api/outback')).toBe('2');
    expect(await get('/api/outback')).toBe('4');
    expect(JSON.parse(await get('/api/getvotes'))).toEqual([
      { name: 'outback', value: 4 },
      { name: 'bucadibeppo', value: 0 },
      { name: 'chipotle', value: 0 },
      { name: 'ihop', value: 0 },
    ]);
  });

  it('counts page views and says who answers', async () => {
    expect(await get('/api/pageviews')).toBe('1');
    expect(JSON.parse(await get('/api/getstats'))).toEqual({ hostname: 'task-1', pageviews: 2 });
    expect(await get('/api/hostname')).toBe('task-1');
  });

  it('answers 404 for what it does not know', async () => {
    expect((await fetch(`${url}/api/mcdonalds`)).status).toBe(404);
  });

  it('finishes what it has begun when it is told to end', async () => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write('GET /api/chipotle HTTP/1.1\r\nHost: yelb\r\n');
    // The server has read on from there when it answers someone who came later.
    await get('/api/hostname');
    server.kill('SIGTERM');
    await eventually(() =>
      fetch(url).then(
        () => false,
        () => true,
      ),
    );
    socket.write('\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 OK[^]*\r\n2$/);
    if (server.exitCode === null) await once(server, 'exit');
    expect(server.exitCode).toBe(0);
  });
});

describe("yelb-appserver's sources", () => {
  it('have the port and the increment on lines of their own, for a one-line edit', () => {
    expect(readFileSync(join(sample, 'server.mjs'), 'utf8')).toMatch(/^const port = 4567;$/m);
    const update = readFileSync(join(sample, 'modules/restaurantsdbupdate.mjs'), 'utf8');
    expect(update).toMatch(/^const increment = 2;$/m);
  });
});
