import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Page } from '../../views/page.ts';
import type { PageWanted } from '../page-of.ts';
import { ROUTES } from '../routes.ts';
import { wantedBy } from '../wanted-by.ts';
import { troubleOf } from '../trouble-page.ts';
import { Channel } from './channel.ts';
import { eventStream } from './event-stream.ts';

/** Where a page hears of its changes: its own address below this. */
const LIVE = '/live';

const MOST_CHANNELS = 500;

/** How often a page is read that somebody follows. */
const INTERVAL_MILLIS = { now: 2000, rollout: 1000, history: 10_000, compare: 10_000 } as const;

/**
 * Keeps pages live: as a stream of events (`text/event-stream`) for who asks for one, else by answering once with what has changed since
 * the version in `Last-Event-ID` or `since`.
 *
 * @param script the path of the page's script, by which a page sees that the server is another one
 */
export function addLive(
  app: FastifyInstance,
  pageOf: (wanted: PageWanted) => Promise<Page>,
  script: string,
): void {
  const channels = new Map<string, Channel>();
  const channelOf = (wanted: PageWanted): Channel => {
    const key = JSON.stringify(wanted);
    const known = channels.get(key);
    if (known) return known;
    const reading = {
      read: async () => (await pageOf(wanted)).model,
      intervalMillis: INTERVAL_MILLIS[wanted.kind],
      tell: (error: unknown) => troubleOf(error, new Date()).model.what,
    };
    const channel = new Channel(reading, () => channels.delete(key));
    channels.set(key, channel);
    forgetOldest(channels);
    return channel;
  };

  async function answer(request: FastifyRequest, reply: FastifyReply, wanted: PageWanted) {
    const since = sinceOf(request);
    if (request.headers.accept?.includes('text/event-stream') !== true) {
      const change = await channelOf(wanted).look(since);
      return reply.header('cache-control', 'no-store').send({ script, ...change });
    }
    const stream = eventStream(reply);
    stream.send('server', { script });
    const leave = channelOf(wanted).follow(
      {
        changed: ({ id, fields }) => (request.isStillIn() ? stream.send('change', fields, id) : stream.end()),
        troubled: (what) => stream.send('trouble', { what }),
      },
      since,
    );
    stream.closed.addEventListener('abort', leave);
    return reply;
  }

  for (const { path, schema, wanted } of ROUTES)
    app.get(`${LIVE}${path}`, { schema }, (request, reply) =>
      answer(request, reply, wantedBy(request, wanted(request))),
    );
}

/** Pages that are only asked for now and then are remembered for what has changed since, so many of them. */
function forgetOldest(channels: Map<string, Channel>): void {
  if (channels.size <= MOST_CHANNELS) return;
  const idle = [...channels].find(([, { isFollowed }]) => !isFollowed);
  if (idle) channels.delete(idle[0]);
}

function sinceOf({ headers, query }: FastifyRequest): string | undefined {
  const last = headers['last-event-id'] ?? (query as { readonly since?: unknown }).since;
  return typeof last === 'string' ? last : undefined;
}
