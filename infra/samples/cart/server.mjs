import { createServer } from 'node:http';

const port = 8080;
const version = 'first';

/** How a cart is answered: the status, and what is in it. */
async function cart() {
  return [200, { version, items: ['bread', 'butter'] }];
}

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://cart');
  const [status, body] = pathname === '/health' ? [200, 'ok'] : await cart();
  response.setHeader('x-version', version).writeHead(status).end(JSON.stringify(body));
});

server.listen(port);

// Requests under way are finished; a connection is closed as soon as it has none.
process.on('SIGTERM', () => {
  server.close();
  setInterval(() => server.closeIdleConnections(), 50).unref();
});
