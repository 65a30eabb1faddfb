import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { maySee, type Viewer } from '../../model/viewer.ts';
import '../reply-page.ts';
import { viewerOf, type Access } from './access.ts';
import { cookieOf } from './cookies.ts';
import { IDENTITY_HEADER } from './load-balancer.ts';
import type { Person } from './person.ts';
import type { Sessions } from './sessions.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; nobody on a page that is for everybody. */
    viewer: Viewer | undefined;
    /** The session that the browser has, where there are sessions. */
    sessionId: string | undefined;
    /** Whether whoever asked may go on listening: until their session is over. */
    isStillIn: () => boolean;
  }
  interface FastifyContextConfig {
    /** Whether whoever has not logged in may ask, too. */
    isPublic?: boolean;
    /** Whether a token is asked for, and no cookie counts. */
    isForPrograms?: boolean;
  }
}

/** What is looked at to know who asks. */
export interface Guarding {
  /** By whose name commands are given where nobody logs in. */
  readonly by: string;
  readonly access: Access | undefined;
  readonly sessions: Sessions;
}

/** Lets nobody ask for anything who has not logged in, unless it is public, and for no service that they may not see. */
export function addGuard(app: FastifyInstance, { by, access, sessions }: Guarding): void {
  app.decorateRequest('viewer', undefined);
  app.decorateRequest('sessionId', undefined);
  app.decorateRequest('isStillIn', () => true);
  if (access === undefined) {
    app.addHook('onRequest', (request, _reply, done) => {
      request.viewer = { by, groups: [] };
      done();
    });
    return;
  }
  const session = sessionCookie(access.url);

  async function whoAsks(request: FastifyRequest): Promise<Person | undefined> {
    const { authorization, [IDENTITY_HEADER]: identity } = request.headers;
    if (request.routeOptions.config.isForPrograms) {
      const [, token] = /^Bearer ([\w.=-]+)$/i.exec(authorization ?? '') ?? [];
      return token === undefined ? undefined : access!.tokens.personIn(token);
    }
    if (access!.login.kind === 'loadBalancer')
      return typeof identity === 'string' ? access!.login.balancer.personIn(identity) : undefined;
    const id = request.cookies[session.name];
    const person = id === undefined ? undefined : sessions.personOf(id);
    if (person && id !== undefined) {
      request.sessionId = id;
      request.isStillIn = () => sessions.personOf(id) !== undefined;
    }
    return person;
  }

  app.addHook('onRequest', async (request, reply) => {
    const person = await whoAsks(request);
    if (person) request.viewer = viewerOf(access, person);
    else if (!request.routeOptions.config.isPublic) return refuse(request, reply, access);
  });
  app.addHook('preHandler', async (request, reply) => {
    const { environment, service } = (request.params ?? {}) as Readonly<Record<string, string | undefined>>;
    const { viewer } = request;
    if (viewer === undefined || viewer.grants?.length === 0) {
      if (request.routeOptions.config.isPublic) return;
      return notFor(viewer, 'anything', reply);
    }
    if (environment === undefined || service === undefined) return;
    if (!maySee(viewer, { environment, service })) return notFor(viewer, `${environment}/${service}`, reply);
  });
}

const notFor = (viewer: Viewer | undefined, what: string, reply: FastifyReply): FastifyReply =>
  reply.code(403).page({
    kind: 'trouble',
    model: {
      at: new Date().toISOString(),
      title: 'Not for you',
      what: `No group of ${viewer?.by ?? 'nobody'} has a role for ${what} here.`,
    },
  });

/** The cookie that has a session's id. A link from elsewhere brings it, so that links work; whatever changes something asks for more. */
export const sessionCookie = (url: URL) => cookieOf('serin-session', url.protocol === 'https:', 'lax');

function refuse(request: FastifyRequest, reply: FastifyReply, { login }: Access): FastifyReply {
  const isPage = request.method === 'GET' && request.headers.accept?.includes('text/html') === true;
  if (isPage && login.kind === 'oidc')
    return reply.redirect(`/login?to=${encodeURIComponent(request.url)}`, 302);
  return reply
    .code(401)
    .header('cache-control', 'no-store')
    .type('text/plain; charset=utf-8')
    .send(request.routeOptions.config.isForPrograms ? 'a valid ID token is asked for\n' : 'log in first\n');
}
