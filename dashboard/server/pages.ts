import type { FastifyInstance } from 'fastify';
import type { Page } from '../views/page.ts';
import type { PageWanted } from './page-of.ts';
import './reply-page.ts';
import { wantedBy } from './wanted-by.ts';
import { ROUTES } from './routes.ts';

/** The pages: what happens now, one rollout, a service's past. */
export function addPages(app: FastifyInstance, pageOf: (wanted: PageWanted) => Promise<Page>): void {
  for (const { path, schema, wanted } of ROUTES)
    app.get(path, { schema }, async (request, reply) =>
      reply.page(await pageOf(wantedBy(request, wanted(request)))),
    );
}
