import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freePorts } from '../../../../infra/local/processes/ports.ts';
import { totalsOf } from '../../../../infra/local/traffic/timeline.ts';
import { startTraffic } from '../../../../infra/local/traffic/traffic.ts';
import { eventually } from '../eventually.ts';

let server: Server | undefined;
afterEach(() => server?.close());

async function serve(answer: RequestListener): Promise<string> {
  server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('counts each request under the version that answered it', async () => {
  let answered = 0;
  const url = await serve((request, response) => {
    const version = answered++ % 4 === 0 ? 'v2' : 'v1';
    response.setHeader('x-serin-upstream', `cds_egress_shop_api-${version}_http_8080`);
    response.writeHead(request.headers.host === 'api:80' ? 200 : 404).end();
  });
  const traffic = startTraffic({ url, host: 'api:80', requestsPerSecond: 200 });
  await eventually(() => answered >= 40);
  const { v1, v2, ...rest } = totalsOf(await traffic.stop());
  expect(rest).toEqual({});
  expect(v1!.requests + v2!.requests).toBe(answered);
  expect(v2!.requests).toBe(Math.ceil(answered / 4));
  expect(v1!.statuses).toEqual({ 200: v1!.requests });
});

it('goes on sending while answers are late', async () => {
  const late: (() => void)[] = [];
  const url = await serve((_, response) => late.push(() => response.end()));
  const traffic = startTraffic({ url, requestsPerSecond: 100 });
  await eventually(() => late.length >= 10);
  const stopped = traffic.stop();
  const answerAll = setInterval(() => late.splice(0).forEach((answer) => answer()), 10);
  expect(totalsOf(await stopped)['unknown']!.requests).toBeGreaterThanOrEqual(10);
  clearInterval(answerAll);
});

it('counts a request without an answer as an error of nobody', async () => {
  const [port] = await freePorts(1);
  const traffic = startTraffic({ url: `http://127.0.0.1:${port}`, requestsPerSecond: 100 });
  await eventually(() => traffic.timeline().seconds.length > 0);
  const { unknown, ...rest } = totalsOf(await traffic.stop());
  expect(rest).toEqual({});
  expect(unknown!.statuses).toEqual({ ECONNREFUSED: unknown!.requests });
  expect(unknown!.errors).toBe(unknown!.requests);
});
