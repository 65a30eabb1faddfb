import { z } from 'zod';
import { PHASES } from '../../workflows/rollout/status.ts';

const name = z.string().regex(/^[A-Za-z0-9-]{1,128}$/);
const runId = z.string().regex(/^[0-9a-f-]{36}$/);

/** What addresses of pages hold. */
export const FORMS = {
  /** A choice that is left open is sent empty. */
  now: z.object({
    environment: name.or(z.literal('')).optional(),
    phase: z.enum([...PHASES, '']).optional(),
  }),
  service: z.object({ environment: name, service: name }),
  command: z.object({
    action: z.enum(['approve', 'pause', 'resume', 'promoteStep', 'promoteAll', 'setWeight', 'abort']),
    token: z.string().max(100),
    id: z.string().regex(/^[0-9a-f-]{36}$/),
    reason: z.string().max(300).optional(),
    confirm: z.string().max(128).optional(),
    weight: z.number().min(0).max(100).optional(),
    expectedStep: z.number().min(1).optional(),
  }),
  run: z.object({ environment: name, service: name, runId }),
} as const;

/** A form as fastify checks it. */
export const jsonSchema = (form: z.ZodType): object => z.toJSONSchema(form, { target: 'draft-7' });
