import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { FORMS, jsonSchema } from './forms.ts';
import type { PageAddressed } from './page-of.ts';

interface Asked {
  readonly environment: string;
  readonly service: string;
  readonly runId: string;
}

/** A path, what its parts have to be, and which page it means. */
export interface Route {
  readonly path: string;
  readonly schema: object;
  readonly wanted: (request: Pick<FastifyRequest, 'params' | 'query'>) => PageAddressed;
}

const nowRoute: Route = {
  path: '/',
  schema: { querystring: jsonSchema(FORMS.now) },
  wanted({ query }) {
    const { environment, phase, by, show, after } = query as z.output<typeof FORMS.now>;
    const filter = {
      environment: environment || undefined,
      phase: phase || undefined,
      startedBy: by || undefined,
      show,
      after: show && after,
    };
    return { kind: 'now', filter };
  },
};

const ownerOf = ({ environment, service }: Asked) => ({ environment, service });

/** The page of a service's latest rollout. */
export const rolloutRoute: Route = {
  path: '/rollouts/:environment/:service',
  schema: { params: jsonSchema(FORMS.service) },
  wanted: ({ params }) => ({ kind: 'rollout', owner: ownerOf(params as Asked) }),
};

const runRoute: Route = {
  path: '/rollouts/:environment/:service/:runId',
  schema: { params: jsonSchema(FORMS.run) },
  wanted: ({ params }) => ({
    kind: 'rollout',
    owner: ownerOf(params as Asked),
    runId: (params as Asked).runId,
  }),
};

const historyRoute: Route = {
  path: '/history/:environment/:service',
  schema: { params: jsonSchema(FORMS.service) },
  wanted: ({ params }) => ({ kind: 'history', owner: ownerOf(params as Asked) }),
};

const compareRoute: Route = {
  path: '/compare/:environment/:service',
  schema: { params: jsonSchema(FORMS.service), querystring: jsonSchema(FORMS.compare) },
  wanted({ params, query }) {
    const { a, b } = query as z.output<typeof FORMS.compare>;
    return { kind: 'compare', owner: ownerOf(params as Asked), runs: [a, b] };
  },
};

/** Every page, by its address. */
export const ROUTES: readonly Route[] = [nowRoute, rolloutRoute, runRoute, historyRoute, compareRoute];
