import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from '../../../../infra/local/processes/ports.ts';
import { eventually } from '../../local/eventually.ts';

const SAMPLE = join('infra', 'samples', 'flask-todo');
const PYTHON = join(process.cwd(), '.serin/python/bin/python');
const children: ChildProcess[] = [];
const exits: Promise<unknown>[] = [];
let url: string;

/** Starts one of the sample's programs as its image does, and answers where it listens. */
async function start(name: 'api' | 'gateway', env: Readonly<Record<string, string>>): Promise<string> {
  const port = await freePort();
  const args = ['-m', 'waitress', `--listen=127.0.0.1:${port}`, 'main:app'];
  const options = { cwd: join(SAMPLE, name), env: { PYTHONDONTWRITEBYTECODE: '1', ...env } };
  const child = spawn(PYTHON, args, { ...options, stdio: 'ignore' });
  children.push(child);
  exits.push(once(child, 'exit'));
  const address = `http://127.0.0.1:${port}`;
  await eventually(async () => {
    const ping = await fetch(`${address}/ping`).catch(() => undefined);
    return (await ping?.text()) === 'pong';
  });
  return address;
}

beforeAll(async () => {
  const api = await start('api', { API_VERSION: '2' });
  url = await start('gateway', { API_ENDPOINT: api });
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(exits);
});

async function ask(method: string, path: string, task?: string) {
  const body = task === undefined ? {} : { body: JSON.stringify({ task }) };
  const headers = { 'content-type': 'application/json' };
  const reply = await fetch(`${url}${path}`, { method, headers, ...body });
  const text = await reply.text();
  return { status: reply.status, ...(text === '' ? {} : (JSON.parse(text) as object)) };
}

it('answers a todo as the article shows it, with the version of the API', async () => {
  expect(await ask('GET', '/todos/todo1')).toEqual({
    status: 200,
    todo: { task: 'build an API' },
    version: '2',
  });
});

it('adds, changes, lists and deletes a todo through the gateway', async () => {
  expect(await ask('POST', '/todos', 'write a test')).toMatchObject({
    status: 201,
    id: 'todo4',
    todo: { task: 'write a test' },
  });
  expect(await ask('PUT', '/todos/todo4', 'run it')).toMatchObject({ status: 201, todo: { task: 'run it' } });
  expect(await ask('GET', '/todos')).toMatchObject({ todos: { todo4: { task: 'run it' } } });
  expect(await ask('DELETE', '/todos/todo4')).toEqual({ status: 204 });
  expect(await ask('GET', '/todos/todo4')).toMatchObject({
    status: 404,
    message: "Todo todo4 doesn't exist",
  });
});

it('refuses a todo without a task', async () => {
  expect(await ask('POST', '/todos', '')).toMatchObject({ status: 400, message: 'task is missing' });
  expect(await ask('PUT', '/todos/todo1')).toMatchObject({ status: 400 });
});

it('says so when the API does not answer', async () => {
  const lonely = await start('gateway', { API_ENDPOINT: `http://127.0.0.1:${await freePort()}` });
  const reply = await fetch(`${lonely}/todos`);
  expect({ status: reply.status, body: await reply.json() }).toEqual({
    status: 502,
    body: { message: 'the API does not answer: ConnectionError' },
  });
});
