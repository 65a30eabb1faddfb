import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import { fastify, type FastifyInstance } from 'fastify';
import { addCalls, addCommands } from './commands.ts';
import { documentOf } from './document.ts';
import { FormTokens } from './form-token.ts';
import { commandGiver } from './give-command.ts';
import { addGuard } from './login/guard.ts';
import { isLoopback } from './login/loopback.ts';
import { addLoginRoutes } from './login/login-routes.ts';
import { Sessions } from './login/sessions.ts';
import { addLive } from './live/live.ts';
import { pagesOf } from './page-of.ts';
import { addPlan } from './plan/plan-routes.ts';
import { addPages } from './pages.ts';
import type { Settings } from './settings.ts';
import { troubleOf } from './trouble-page.ts';
import { isOwnHost } from './own-host.ts';

/** The dashboard's server, without a port: it answers who asks for this machine by its own name, and nobody else. */
export async function createApp(settings: Settings): Promise<FastifyInstance> {
  const { assets, temporal, report, rollouts, access, by } = settings;
  const app = fastify({
    logger: false,
    // Streams would otherwise keep a server that is to stop.
    forceCloseConnections: true,
    bodyLimit: 16_384,
    routerOptions: { maxParamLength: 128 },
    // Nobody else may say for whom they ask.
    trustProxy: (_address: string, hop: number) => hop < (access?.proxies ?? 0),
  });
  await app.register(helmet, { ...SECURITY, strictTransportSecurity: httpsAlone(access?.url) });
  await app.register(cookie);
  await app.register(formbody);
  await app.register(rateLimit, {
    global: false,
    keyGenerator: ({ viewer, ip }) => (access && viewer ? viewer.by : ip),
  });
  // A page of another origin could otherwise be given this machine's address by its own name server.
  app.addHook('onRequest', (request, reply, done) => {
    if (isOwnHost(request.headers.host, access?.url)) return done();
    void reply
      .code(421)
      .type('text/plain')
      .send(`this dashboard answers at ${access?.url.host ?? '127.0.0.1'} alone`);
  });
  const sessions = new Sessions();
  addGuard(app, { by, access, sessions });
  for (const { path, type, content } of Object.values(assets))
    app.get(path, { config: { isPublic: true } }, (_request, reply) =>
      reply.type(type).header('cache-control', 'public, max-age=31536000, immutable').send(content),
    );
  const paths = { script: assets.script.path, style: assets.style.path, icon: assets.icon.path };
  const tokens = new FormTokens(access?.url);
  app.decorateReply('page', function (page, notice) {
    const sending = { token: tokens.give(this.request, this), id: randomUUID(), notice };
    const person = access && this.request.viewer?.by;
    return this.type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(documentOf(page, { assets: paths, temporal, sending, person }));
  });
  const pageOf = pagesOf(settings);
  const give = commandGiver(rollouts, access?.signer);
  addPages(app, pageOf);
  addPlan(app, settings.planning, tokens);
  addCommands(app, give, tokens, pageOf);
  if (access) {
    addCalls(app, give);
    addLoginRoutes(app, access, sessions, tokens, report);
  }
  addLive(app, pageOf, paths.script);
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).page({
      kind: 'trouble',
      model: { at: new Date().toISOString(), title: 'Not found', what: 'There is no such page.' },
    }),
  );
  app.setErrorHandler((error, _request, reply) => {
    const { code, model, isFault } = troubleOf(error, new Date());
    if (isFault) report(error);
    return reply.code(code).page({ kind: 'trouble', model });
  });
  return app;
}

/**
 * Has browsers come back by https alone (RFC 6797), for this very host: its neighbours are others' to answer for, and so is whatever else
 * serves on one's own machine, since a port does not count there.
 */
const httpsAlone = (url?: URL) =>
  url?.protocol === 'https:' && !isLoopback(url.hostname) && { includeSubDomains: false };

/** Nothing is loaded from elsewhere, nothing inline is run, and no other page may show or open this one. */
const SECURITY = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      'default-src': ["'none'"],
      'script-src': ["'self'"],
      'style-src': ["'self'"],
      'img-src': ["'self'"],
      'connect-src': ["'self'"],
      'form-action': ["'self'"],
      'base-uri': ["'none'"],
      'frame-ancestors': ["'none'"],
    },
  },
  // With none at all, browsers would not say of a form where it is from.
  referrerPolicy: { policy: 'same-origin' },
  xFrameOptions: { action: 'deny' },
} as const;
