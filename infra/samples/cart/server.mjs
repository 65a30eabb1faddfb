import { createHmac } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';

const port = 8080;
const version = 'first';

/** How a cart is answered: the status, and what is in it. */
async function cart() {
  return [200, { version, items: ['bread', 'butter'] }];
}

/** Whoever checks out believes no other cart. */
const signatureOf = (text) => createHmac('sha256', process.env.SIGNING_KEY).update(text).digest('hex');

// In the folder that the agent beside it reads, where there is one.
const logs = '/var/log/cart';
const log = existsSync(logs) ? createWriteStream(`${logs}/requests.log`, { flags: 'a' }) : process.stdout;

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://cart');
  const [status, body] = pathname === '/health' ? [200, 'ok'] : await cart();
  const text = JSON.stringify(body);
  response.setHeader('x-version', version).setHeader('x-signature', signatureOf(text));
  response.writeHead(status).end(text);
  log.write(`${request.method} ${pathname} ${status}\n`);
});

server.listen(port);

// Requests under way are finished; a connection is closed as soon as it has none.
process.on('SIGTERM', () => {
  server.close();
  setInterval(() => server.closeIdleConnections(), 50).unref();
});
