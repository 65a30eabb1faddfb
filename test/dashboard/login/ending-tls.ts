import { once } from 'node:events';
import { request as ask } from 'node:http';
import { createServer, type Server } from 'node:https';
import { selfSigned } from './self-signed.ts';

/** A proxy that ends TLS before a server without, and tells it for whom it asks. */
export async function startEndingTls(host: string, port: number, target: number): Promise<Server> {
  const proxy = createServer(selfSigned(host), (request, response) => {
    const { method, url: path, headers, socket } = request;
    const forwarded = { 'x-forwarded-for': socket.remoteAddress, 'x-forwarded-proto': 'https' };
    const asked = ask(
      { host: '127.0.0.1', port: target, method, path, headers: { ...headers, ...forwarded } },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    asked.on('error', () => response.destroy());
    response.on('close', () => asked.destroy());
    request.pipe(asked);
  });
  await once(proxy.listen(port, '127.0.0.1'), 'listening');
  return proxy;
}
