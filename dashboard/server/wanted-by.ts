import type { FastifyRequest } from 'fastify';
import type { PageAddressed, PageWanted } from './page-of.ts';
import './login/guard.ts';

/** A page for whoever asks for it. No page is for nobody: the guard has refused them before. */
export function wantedBy({ viewer }: FastifyRequest, page: PageAddressed): PageWanted {
  if (viewer === undefined) throw new Error('nobody has logged in');
  return { ...page, viewer };
}
