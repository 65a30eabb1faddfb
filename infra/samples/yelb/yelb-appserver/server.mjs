import { createServer } from 'node:http';
import { hostname } from './modules/hostname.mjs';
import { getstats } from './modules/getstats.mjs';
import { getvotes } from './modules/getvotes.mjs';
import { pageviews } from './modules/pageviews.mjs';
import { restaurants } from './modules/restaurants.mjs';
import { restaurantsdbupdate } from './modules/restaurantsdbupdate.mjs';

const port = 4567;
const version = process.env.VERSION ?? 'unknown';

const answers = new Map([
  ['/api/getvotes', getvotes],
  ['/api/getstats', getstats],
  ['/api/hostname', hostname],
  ['/api/pageviews', pageviews],
  ...restaurants.map((name) => [`/api/${name}`, () => restaurantsdbupdate(name)]),
]);

const server = createServer(async (request, response) => {
  const answer = answers.get(new URL(request.url, 'http://yelb').pathname);
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('X-Version', version);
  try {
    if (answer === undefined) response.writeHead(404).end();
    else response.setHeader('Content-Type', 'application/json').end(`${await answer()}`);
  } catch (error) {
    console.error(error);
    response.writeHead(500).end();
  }
});

server.listen(port);

// Requests under way are finished; a connection is closed as soon as it has none.
process.on('SIGTERM', () => {
  server.close();
  setInterval(() => server.closeIdleConnections(), 50).unref();
});
