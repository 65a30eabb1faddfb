import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { FORMS, jsonSchema } from '../forms.ts';
import type { FormTokens } from '../form-token.ts';
import '../reply-page.ts';
import type { Planning } from './planning-apart.ts';

/** A deployment file with its template in it, and each of its characters written in three. */
const MOST_BYTES = 3 * 256 * 1024;

/** The page that a deployment file is dropped on: what a rollout would find and do. It reads, and starts nothing. */
export function addPlan(app: FastifyInstance, planning: Planning, tokens: FormTokens): void {
  const empty = () => ({ at: new Date().toISOString(), asked: undefined, findings: [], planned: undefined });
  app.get('/plan', (_request, reply) => reply.page({ kind: 'plan', model: empty() }));
  app.post<{ Body: z.output<typeof FORMS.plan> }>(
    '/plan',
    {
      schema: { body: jsonSchema(FORMS.plan) },
      bodyLimit: MOST_BYTES,
      config: { rateLimit: { max: 10, timeWindow: '1 minute' } },
    },
    async (request, reply) => {
      const { token, file, versionId, image } = request.body;
      const asked = { file, versionId: versionId || undefined, image: image || undefined };
      if (!tokens.accepts(request, token)) {
        const text = 'refused: this page is not of this server any more; load it again';
        return reply
          .code(403)
          .page({ kind: 'plan', model: { ...empty(), asked } }, { kind: 'refused', text });
      }
      return reply.page({ kind: 'plan', model: await planning(asked, request.viewer!) });
    },
  );
}
