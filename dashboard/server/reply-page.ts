import type { Notice } from '../views/actions.ts';
import type { Page } from '../views/page.ts';

declare module 'fastify' {
  interface FastifyReply {
    /** Answers with a whole page, and with what became of a command that was given on it. */
    page(page: Page, notice?: Notice): FastifyReply;
  }
}
