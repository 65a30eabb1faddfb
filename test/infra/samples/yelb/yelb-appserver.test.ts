import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { eventually } from '../../local/eventually.ts';
import { startService, type Service } from './programs.ts';

const sample = join(import.meta.dirname, '../../../../infra/samples/yelb/yelb-appserver');
let db: Service;
let redis: Service;
let server: Service;
let url: string;

beforeAll(async () => {
  [db, redis] = await Promise.all([startService('yelb-db', 5432), startService('yelb-redisserver', 6379)]);
});
beforeEach(async () => {
  // Where the mesh would listen for calls of the two names, they are called directly.
  const egress = { 'yelb-db.yelb.local:5432': db.port, 'yelb-redisserver.yelb.local:6379': redis.port };
  server = await startService('yelb-appserver', 4567, {
    EGRESS_MAPPINGS: JSON.stringify(egress),
    SEARCH_DOMAIN: 'yelb.local',
    HOSTNAME: 'task-1',
    VERSION: '1a2b3c4d',
  });
  url = `http://127.0.0.1:${server.port}`;
});
afterEach(() => server.end());
afterAll(() => Promise.all([db?.end(), redis?.end()]));

const get = async (path: string) => (await fetch(url + path)).text();

describe('yelb-appserver', () => {
  it('adds two votes for a restaurant to the database and answers the new count', async () => {
    expect(await get('/api/outback')).toBe('2');
    expect(await get('/api/outback')).toBe('4');
    expect(JSON.parse(await get('/api/getvotes'))).toEqual([
      { name: 'outback', value: 4 },
      { name: 'bucadibeppo', value: 0 },
      { name: 'chipotle', value: 0 },
      { name: 'ihop', value: 0 },
    ]);
  });

  it('finds the votes again after it was replaced', async () => {
    expect(JSON.parse(await get('/api/getvotes'))).toContainEqual({ name: 'outback', value: 4 });
  });

  it('counts page views in Redis and says who answers', async () => {
    expect(await get('/api/pageviews')).toBe('1');
    expect(JSON.parse(await get('/api/getstats'))).toEqual({ hostname: 'task-1', pageviews: 2 });
    const response = await fetch(`${url}/api/hostname`);
    expect(await response.text()).toBe('task-1');
    expect(response.headers.get('x-version')).toBe('1a2b3c4d');
  });

  it('answers 404 for what it does not know', async () => {
    expect((await fetch(`${url}/api/mcdonalds`)).status).toBe(404);
  });

  it('finishes what it has begun when it is told to end', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.write('GET /api/chipotle HTTP/1.1\r\nHost: yelb\r\n');
    // The server has read on from there when it answers someone who came later.
    await get('/api/hostname');
    server.process.kill('SIGTERM');
    await eventually(() =>
      fetch(url).then(
        () => false,
        () => true,
      ),
    );
    socket.write('\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 OK[^]*\r\n2$/);
    if (server.process.exitCode === null) await once(server.process, 'exit');
    expect(server.process.exitCode).toBe(0);
  });

  it('answers 500 for what it needs a lost database for, and all else as before', async () => {
    await redis.end();
    expect((await fetch(`${url}/api/pageviews`)).status).toBe(500);
    expect((await fetch(`${url}/api/getvotes`)).status).toBe(200);
    await db.end();
    expect((await fetch(`${url}/api/getvotes`)).status).toBe(500);
    expect((await fetch(`${url}/api/hostname`)).status).toBe(200);
  });
});

describe("yelb-appserver's sources", () => {
  it('have the port and the increment on lines of their own, for a one-line edit', () => {
    expect(readFileSync(join(sample, 'server.mjs'), 'utf8')).toMatch(/^const port = 4567;$/m);
    const update = readFileSync(join(sample, 'modules/restaurantsdbupdate.mjs'), 'utf8');
    expect(update).toMatch(/^const increment = 2;$/m);
  });
});
