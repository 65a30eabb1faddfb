import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { cookieOf, type Cookie } from './login/cookies.ts';

/**
 * Tells forms of this server's own pages, in one browser, from all others: a token that goes with the session, or else with a cookie which
 * no script can read.
 */
export class FormTokens {
  readonly #key = randomBytes(32);
  readonly #cookie: Cookie;
  readonly #origin: string | undefined;

  /** @param url where people reach this server, if they log in there */
  constructor(url?: URL) {
    this.#cookie = cookieOf('serin-dashboard', url?.protocol === 'https:', 'strict');
    this.#origin = url?.origin;
  }

  /** The token for forms of a page; gives the browser its cookie where it has none. */
  give(request: FastifyRequest, reply: FastifyReply): string {
    const { sessionId } = request;
    if (sessionId !== undefined) return this.#tokenOf(sessionId);
    const known = request.cookies[this.#cookie.name];
    if (known !== undefined && /^[0-9a-f]{64}$/.test(known)) return this.#tokenOf(known);
    const fresh = randomBytes(32).toString('hex');
    void reply.setCookie(this.#cookie.name, fresh, this.#cookie.options);
    return this.#tokenOf(fresh);
  }

  /** Whether a form was sent by a page of this server to whom its cookie was given. */
  accepts({ cookies, headers, sessionId }: FastifyRequest, token: string): boolean {
    const { origin, host } = headers;
    if (origin !== undefined && origin !== (this.#origin ?? `http://${host}`)) return false;
    const site = headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin') return false;
    const bound = sessionId ?? cookies[this.#cookie.name];
    if (bound === undefined) return false;
    const expected = Buffer.from(this.#tokenOf(bound));
    const given = Buffer.from(token);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  #tokenOf(bound: string): string {
    return createHmac('sha256', this.#key).update(bound).digest('hex');
  }
}
