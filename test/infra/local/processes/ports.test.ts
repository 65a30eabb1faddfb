import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { freePort, freePorts } from '../../../../infra/local/processes/ports.ts';

it('gives ports that no operating system gives to whoever wants any', async () => {
  for (const port of await freePorts(100)) {
    expect(port).toBeGreaterThanOrEqual(10_000);
    expect(port).toBeLessThan(32_768);
  }
});

it('gives no port twice before its server has had time to start', async () => {
  const ports = [...(await freePorts(400)), ...(await freePorts(400))];
  expect(new Set(ports).size).toBe(ports.length);
});

it('gives no port that another process was given', async () => {
  const ports = new Set(await freePorts(400));
  const given = `import { freePorts } from './infra/local/processes/ports.ts';
    console.log(JSON.stringify(await freePorts(400)));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', given]);
  expect((JSON.parse(stdout) as number[]).filter((port) => ports.has(port))).toEqual([]);
});

it('gives a wished port where it is free, and another one where it is not', async () => {
  const [port = 0] = await freePorts(1);
  expect(await freePort(port)).toBe(port);
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  expect(await freePort(port)).not.toBe(port);
  await once(server.close(), 'close');
});
