import { createServer } from 'node:http';

const answer = 200;

const server = createServer(({ url }, response) =>
  response.writeHead(url === '/api/hostname' ? 200 : answer).end('shop\n'),
);
server.listen(4567);

// Requests under way are finished; a connection is closed as soon as it has none.
process.on('SIGTERM', () => {
  server.close();
  setInterval(() => server.closeIdleConnections(), 50).unref();
});
