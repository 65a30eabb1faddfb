import { createServer } from 'node:http2';

const answer = 200;

const server = createServer(({ url }, response) =>
  response.writeHead(url === '/api/hostname' ? 200 : answer).end('shop\n'),
);
const sessions = new Set();
server.on('session', (session) => {
  sessions.add(session);
  session.on('close', () => sessions.delete(session));
});
server.listen(4567);

// A session takes no more requests, and ends once those under way are answered.
process.on('SIGTERM', () => {
  server.close();
  for (const session of sessions) session.close();
});
