import { createServer } from 'node:net';

const server = createServer((socket) => {
  socket.on('error', () => undefined);
  socket.once('data', () => socket.end('shop\n'));
});
server.listen(4567);

// Connections under way are finished.
process.on('SIGTERM', () => server.close());
