import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

const COOKIE = 'serin-dashboard';

/** Tells forms of this server's own pages, in one browser, from all others: a token that goes with a cookie which no script can read. */
export class FormTokens {
  readonly #key = randomBytes(32);

  /** The token for forms of a page; gives the browser its cookie where it has none. */
  give(request: FastifyRequest, reply: FastifyReply): string {
    const known = request.cookies[COOKIE];
    if (known !== undefined && /^[0-9a-f]{64}$/.test(known)) return this.#tokenOf(known);
    const fresh = randomBytes(32).toString('hex');
    void reply.setCookie(COOKIE, fresh, { path: '/', httpOnly: true, sameSite: 'strict' });
    return this.#tokenOf(fresh);
  }

  /** Whether a form was sent by a page of this server to whom its cookie was given. */
  accepts({ cookies, headers }: FastifyRequest, token: string): boolean {
    const { origin, host } = headers;
    if (origin !== undefined && origin !== `http://${host}`) return false;
    const site = headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin') return false;
    const expected = Buffer.from(this.#tokenOf(cookies[COOKIE] ?? ''));
    const given = Buffer.from(token);
    return (
      cookies[COOKIE] !== undefined && given.length === expected.length && timingSafeEqual(given, expected)
    );
  }

  #tokenOf(cookie: string): string {
    return createHmac('sha256', this.#key).update(cookie).digest('hex');
  }
}
