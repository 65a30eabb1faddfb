import type { FastifyInstance } from 'fastify';
import type { FormTokens } from '../form-token.ts';
import '../reply-page.ts';
import type { Access } from './access.ts';
import { cookieOf } from './cookies.ts';
import { sessionCookie } from './guard.ts';
import type { Sessions } from './sessions.ts';

/** Logging in at the provider and out again. */
export function addLoginRoutes(
  app: FastifyInstance,
  { url, login, device }: Access,
  sessions: Sessions,
  tokens: FormTokens,
  report: (error: unknown) => void,
): void {
  const session = sessionCookie(url);
  const isSecure = url.protocol === 'https:';
  const open = { config: { isPublic: true, rateLimit: { max: 60, timeWindow: '1 minute' } } };

  // What the command needs to know to log in by itself.
  app.get('/api/login', open, (_request, reply) =>
    device
      ? reply.send(device)
      : reply.code(404).send({ what: 'this dashboard takes no login of the command' }),
  );

  app.post<{ Body: { token?: unknown } | null }>('/logout', open, async (request, reply) => {
    const { token } = request.body ?? {};
    if (typeof token !== 'string' || !tokens.accepts(request, token))
      return reply
        .code(403)
        .page(said('Not logged out', 'This page is not of this server any more; load it again.'));
    if (request.sessionId !== undefined) sessions.end(request.sessionId);
    void reply.clearCookie(session.name, session.options);
    // The load balancer's own, which would log in again at once.
    if (login.kind === 'loadBalancer')
      for (const part of [0, 1, 2, 3])
        void reply.clearCookie(`AWSELBAuthSessionCookie-${part}`, { path: '/' });
    return reply.redirect('/logged-out', 303);
  });
  app.get('/logged-out', open, (_request, reply) =>
    reply.page(said('Logged out', 'This browser is logged out here; the login provider may still know it.')),
  );

  if (login.kind !== 'oidc') return;
  // It comes back from the provider's page, which is another site.
  const transaction = cookieOf('serin-login', isSecure, 'lax');

  app.get<{ Querystring: { to?: unknown } }>('/login', open, async ({ query: { to } }, reply) => {
    const begun = await login.provider.begin(typeof to === 'string' ? to : undefined);
    return reply
      .setCookie(transaction.name, begun.transaction, { ...transaction.options, maxAge: 600 })
      .header('cache-control', 'no-store')
      .redirect(begun.url.href, 302);
  });

  app.get('/login/callback', open, async (request, reply) => {
    void reply.clearCookie(transaction.name, transaction.options).header('cache-control', 'no-store');
    try {
      const begun = request.cookies[transaction.name] ?? '';
      const { person, to } = await login.provider.finish(request.url, begun);
      const before = request.cookies[session.name];
      if (before !== undefined) sessions.end(before);
      return await reply.setCookie(session.name, sessions.begin(person), session.options).redirect(to, 303);
    } catch (error) {
      report(error);
      return reply
        .code(403)
        .page(
          said('Not logged in', 'The login was not begun in this browser, took too long, or was refused.'),
        );
    }
  });
}

const said = (title: string, what: string) =>
  ({ kind: 'trouble', model: { at: new Date().toISOString(), title, what } }) as const;
