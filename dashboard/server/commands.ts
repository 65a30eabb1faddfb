import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import type { CommandInput } from '../../workflows/rollout/command.ts';
import type { CommandName } from '../../workflows/rollout/command-name.ts';
import type { Owner } from '../../workflows/rollout/owner.ts';
import type { Notice } from '../views/actions.ts';
import type { Page } from '../views/page.ts';
import { FORMS, jsonSchema } from './forms.ts';
import type { FormTokens } from './form-token.ts';
import type { PersonsCommand } from './give-command.ts';
import type { PageWanted } from './page-of.ts';
import './reply-page.ts';

type Form = z.output<typeof FORMS.command>;
/** As `FORMS.call` has checked it. */
interface Call extends CommandInput {
  readonly command: CommandName | 'undo';
}

/** Thirty a minute, of whoever asks. */
const LIMITED = { rateLimit: { max: 30, timeWindow: '1 minute' } };

/** Takes commands from the forms of pages, and answers once the rollout's new state has been read, or with why not. */
export function addCommands(
  app: FastifyInstance,
  give: (asked: PersonsCommand) => Promise<Notice>,
  tokens: FormTokens,
  pageOf: (wanted: PageWanted) => Promise<Page>,
): void {
  app.post<{ Params: Owner; Body: Form }>(
    '/rollouts/:environment/:service/commands',
    { schema: { params: jsonSchema(FORMS.service), body: jsonSchema(FORMS.command) }, config: LIMITED },
    async (request, reply) => {
      const { params: owner, body, headers, viewer, ip: from } = request;
      const { action, reason, confirm, weight, expectedStep, id, run } = body;
      const isOwn = viewer !== undefined && tokens.accepts(request, body.token);
      const isConfirmed = action !== 'promoteAll' || confirm === owner.service;
      const input = {
        id,
        reason: reason || 'none given',
        ...(expectedStep !== undefined && { expectedStep }),
        ...(action === 'setWeight' && weight !== undefined && { weight }),
      };
      const notice: Notice = !isOwn
        ? refused('this page is not of this server any more; load it again')
        : isConfirmed
          ? await give({ owner, action, input, run, viewer, from })
          : refused(`type ${owner.service} to promote it to 100 %`);
      void reply.code(notice.kind === 'taken' ? 200 : isOwn ? 409 : 403);
      if (headers.accept?.includes('application/json')) return reply.send(notice);
      return reply.page(await pageOf({ kind: 'rollout', owner, viewer: viewer! }), notice);
    },
  );
}

/** Takes commands of programs that show an ID token; no cookie counts there, so that no page of another site can have one sent. */
export function addCalls(app: FastifyInstance, give: (asked: PersonsCommand) => Promise<Notice>): void {
  app.post<{ Params: Owner; Body: Call }>(
    '/api/rollouts/:environment/:service/commands',
    {
      schema: { params: jsonSchema(FORMS.service), body: jsonSchema(FORMS.call) },
      config: { ...LIMITED, isForPrograms: true },
    },
    async ({ params: owner, body: { command, ...input }, viewer, ip: from }, reply) => {
      const action = command === 'promote' ? (input.step ? 'promoteStep' : 'promoteAll') : command;
      const notice = await give({ owner, action, input, viewer: viewer!, from });
      return reply.code(notice.kind === 'taken' ? 200 : 409).send(notice);
    },
  );
}

const refused = (why: string): Notice => ({ kind: 'refused', text: `refused: ${why}` });
