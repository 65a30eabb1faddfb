import { createServer, request } from 'node:http';
import { readFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';

const port = 80;
const appserver = `http://yelb-appserver.${process.env.SEARCH_DOMAIN}:4567`;

const page = (name, type) => ({ type, content: readFileSync(new URL(`public/${name}`, import.meta.url)) });
const pages = new Map([
  ['/', page('index.html', 'text/html; charset=utf-8')],
  ['/yelb.css', page('yelb.css', 'text/css')],
  ['/yelb.js', page('yelb.js', 'text/javascript')],
]);

const server = createServer((incoming, response) => {
  if (incoming.url.startsWith('/api/')) return passOn(incoming, response);
  const found = pages.get(incoming.url);
  if (found === undefined) return response.writeHead(404).end();
  response.setHeader('Content-Type', found.type).end(found.content);
});

/** Hands a question on to the app server, and its answer back; 502 when there is none. */
function passOn({ url }, response) {
  request(appserver + url, { timeout: 5000 })
    .on('response', (answer) => {
      const { 'content-type': type = 'text/plain', 'x-version': version = 'unknown' } = answer.headers;
      response.writeHead(answer.statusCode, { 'Content-Type': type, 'X-Version': version });
      // A connection that breaks in the middle of an answer breaks the browser's too.
      pipeline(answer, response).catch(() => response.destroy());
    })
    .on('timeout', function () {
      this.destroy(new Error('the app server took too long'));
    })
    .on('error', (error) => {
      console.error(error);
      if (!response.headersSent) response.writeHead(502).end();
    })
    .end();
}

server.listen(port);

// Requests under way are finished; a connection is closed as soon as it has none.
process.on('SIGTERM', () => {
  server.close();
  setInterval(() => server.closeIdleConnections(), 50).unref();
});
