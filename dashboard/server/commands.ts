import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { headline } from '../../client/render/status-text.ts';
import type { Answer } from '../../client/rollouts/command.ts';
import { isTrouble } from '../../client/trouble.ts';
import type { Owner } from '../../workflows/rollout/owner.ts';
import { COMMAND_OF } from '../model/actions.ts';
import type { Page } from '../views/page.ts';
import { FORMS, jsonSchema } from './forms.ts';
import type { FormTokens } from './form-token.ts';
import type { PageWanted } from './page-of.ts';
import './reply-page.ts';
import type { Settings } from './settings.ts';
import { troubleOf } from './trouble-page.ts';

type Form = z.output<typeof FORMS.command>;

/** Takes commands from the forms of pages, and answers once the rollout's new state has been read, or with why not. */
export function addCommands(
  app: FastifyInstance,
  { rollouts, by }: Settings,
  tokens: FormTokens,
  pageOf: (wanted: PageWanted) => Promise<Page>,
): void {
  async function become(owner: Owner, { action, reason, confirm, weight, expectedStep, id }: Form) {
    if (action === 'promoteAll' && confirm !== owner.service)
      return { kind: 'refused', text: `refused: type ${owner.service} to promote it to 100 %` } as const;
    const [name, input] = COMMAND_OF[action];
    try {
      const answer = await rollouts.command(owner, name, {
        ...input,
        by,
        id,
        reason: reason || 'none given',
        ...(expectedStep !== undefined && { expectedStep }),
        ...(action === 'setWeight' && weight !== undefined && { weight }),
      });
      return { kind: 'taken', text: textOf(answer) } as const;
    } catch (error) {
      if (!isTrouble(error, 'refused', 'noRollout', 'noWorker')) throw error;
      return { kind: 'refused', text: troubleOf(error, new Date()).model.what } as const;
    }
  }

  app.post<{ Params: Owner; Body: Form }>(
    '/rollouts/:environment/:service/commands',
    {
      schema: { params: jsonSchema(FORMS.service), body: jsonSchema(FORMS.command) },
      config: { rateLimit: { max: 30, timeWindow: '1 minute' } },
    },
    async (request, reply) => {
      const { params, body, headers } = request;
      const notice = tokens.accepts(request, body.token)
        ? await become(params, body)
        : ({
            kind: 'refused',
            text: 'refused: this page is not of this server any more; load it again',
          } as const);
      const code = notice.kind === 'taken' ? 200 : tokens.accepts(request, body.token) ? 409 : 403;
      void reply.code(code);
      if (headers.accept?.includes('application/json')) return reply.send(notice);
      return reply.page(await pageOf({ kind: 'rollout', owner: params }), notice);
    },
  );
}

function textOf(answer: Answer): string {
  if (answer === undefined) return 'no worker answers: it will be taken as soon as there is one';
  const { status, done } = answer;
  return `taken${done ? '' : ', and on its way'}: ${status.outcome?.reason ?? headline(status)}`;
}
