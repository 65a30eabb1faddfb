import type { Page } from '../views/page.ts';

declare module 'fastify' {
  interface FastifyReply {
    /** Answers with a whole page. */
    page(page: Page): FastifyReply;
  }
}
