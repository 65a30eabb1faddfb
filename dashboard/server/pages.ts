import type { FastifyInstance } from 'fastify';
import { rolloutId } from '../../workflows/messages.ts';
import type { Owner } from '../../workflows/rollout/owner.ts';
import type { z } from 'zod';
import { historyModel } from '../model/history.ts';
import { nowModel, type NowFilter } from '../model/now.ts';
import { rolloutModel } from '../model/rollout.ts';
import { FORMS, jsonSchema } from './forms.ts';
import './reply-page.ts';
import type { Settings } from './settings.ts';

/** So many rollouts are listed on a page. */
const LISTED = 50;

/** The pages: what happens now, one rollout, a service's past. */
export function addPages(app: FastifyInstance, { rollouts, temporalPages }: Settings): void {
  app.get<{ Querystring: z.output<typeof FORMS.now> }>(
    '/',
    { schema: { querystring: jsonSchema(FORMS.now) } },
    async ({ query }, reply) => {
      const filter: NowFilter = {
        environment: query.environment || undefined,
        phase: query.phase || undefined,
      };
      const found = await rollouts.list(filter, LISTED + 1);
      const model = nowModel(found.slice(0, LISTED), filter, new Date(), found.length > LISTED);
      return reply.page({ kind: 'now', model });
    },
  );

  const showRollout = async (owner: Owner, runId?: string) => {
    const view = await rollouts.view(owner, runId);
    const links =
      temporalPages === undefined
        ? []
        : [{ text: 'Temporal', href: executionPage(temporalPages, owner, view.runId) }];
    const model = rolloutModel(view, { now: new Date(), watched: [], links });
    return { kind: 'rollout', model } as const;
  };
  app.get<{ Params: Owner }>(
    '/rollouts/:environment/:service',
    { schema: { params: jsonSchema(FORMS.service) } },
    async ({ params }, reply) => reply.page(await showRollout(params)),
  );
  app.get<{ Params: z.output<typeof FORMS.run> }>(
    '/rollouts/:environment/:service/:runId',
    { schema: { params: jsonSchema(FORMS.run) } },
    async ({ params: { runId, ...owner } }, reply) => reply.page(await showRollout(owner, runId)),
  );

  app.get<{ Params: Owner }>(
    '/history/:environment/:service',
    { schema: { params: jsonSchema(FORMS.service) } },
    async ({ params }, reply) => {
      const found = await rollouts.list(params, LISTED);
      const model = historyModel(params.environment, params.service, found, new Date());
      return reply.page({ kind: 'history', model });
    },
  );
}

const executionPage = (pages: string, { environment, service }: Owner, runId: string): string =>
  `${pages}/workflows/${encodeURIComponent(rolloutId(environment, service))}/${runId}`;
