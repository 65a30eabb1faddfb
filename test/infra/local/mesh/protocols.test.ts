import { once } from 'node:events';
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2';
import { connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import type { PortProtocol } from '@aws-sdk/client-app-mesh';
import { World } from './world.ts';

const versions = ['v1', 'v2'] as const;
let world: World;

afterEach(() => world.stop());

it('sends tcp connections by weight, and none by the old weights after the acknowledgement', async () => {
  world = await World.start('tcp');
  for (const version of versions) {
    world.declare(`api-${version}`);
    await world.task(
      `api-${version}`,
      createServer((socket) => void socket.end(version)),
    );
  }
  world.weigh({ 'api-v1': 50, 'api-v2': 50 });
  const caller = await world.caller();
  const greeting = async () => text(connect(caller.tcpPort, '127.0.0.1'));

  const greetings = await Promise.all(Array.from({ length: 100 }, greeting));
  const share = greetings.filter((version) => version === 'v2').length / 100;
  expect(Math.abs(share - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / 100));

  world.weigh({ 'api-v1': 0, 'api-v2': 100 });
  await world.publish();
  expect(new Set(await Promise.all(Array.from({ length: 20 }, greeting)))).toEqual(new Set(['v2']));
});

it.each<PortProtocol>(['http2', 'grpc'])('speaks HTTP/2 from end to end for %s', async (protocol) => {
  world = await World.start(protocol);
  for (const version of versions) {
    world.declare(`api-${version}`);
    // It understands nothing but HTTP/2.
    const application = createHttp2Server();
    application.on('stream', (stream) => {
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.end(version);
    });
    await world.task(`api-${version}`, application);
  }
  world.weigh({ 'api-v1': 0, 'api-v2': 100 });
  const caller = await world.caller();

  const session = connectHttp2(caller.url);
  const request = session.request({
    ':method': 'POST',
    ':path': '/shop.Api/Ask',
    ':authority': 'api',
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  const trailers = once(request, 'trailers');
  request.end();
  expect(await text(request)).toBe('v2');
  expect((await trailers)[0]).toMatchObject({ 'grpc-status': '0' });
  session.close();
});
