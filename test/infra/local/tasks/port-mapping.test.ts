import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { freePort } from '../../../../infra/local/processes/ports.ts';

const portMapping = join(import.meta.dirname, '../../../../infra/local/tasks/port-mapping.mjs');
const children: ChildProcess[] = [];
let holder: Server;
let taken: number;

beforeAll(async () => {
  holder = createServer().listen(0, '0.0.0.0');
  await once(holder, 'listening');
  taken = (holder.address() as AddressInfo).port;
});
afterAll(() => holder.close());
afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
});

/** The address that a program got which calls `server.listen(…listenArguments)`. */
async function addressOf(listenArguments: string, mappings: Record<number, number>): Promise<AddressInfo> {
  const program = `
    import { createServer } from 'node:http';
    const server = createServer();
    server.once('listening', () => console.log(JSON.stringify(server.address())));
    server.listen(${listenArguments});`;
  const child = spawn(process.execPath, ['--import', portMapping, '--input-type=module', '-e', program], {
    env: { PORT_MAPPINGS: JSON.stringify(mappings) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return JSON.parse(line) as AddressInfo;
}

describe('port mapping', () => {
  it.each([
    '4567',
    '"4567"',
    '4567, "0.0.0.0"',
    '4567, "::", 511',
    '{ port: 4567, host: "0.0.0.0" }',
    '4567, () => {}',
  ])('opens the host port of 127.0.0.1 for listen(%s)', async (listenArguments) => {
    const hostPort = await freePort();
    expect(await addressOf(listenArguments, { 4567: hostPort })).toMatchObject({
      address: '127.0.0.1',
      port: hostPort,
    });
  });

  it('opens a port without a mapping where nobody looks, even when the machine has that port taken', async () => {
    const hostPort = await freePort();
    const address = await addressOf(String(taken), { 4567: hostPort });
    expect(address.address).toBe('127.0.0.1');
    expect([taken, hostPort]).not.toContain(address.port);
  });
});
