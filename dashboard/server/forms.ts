import { z } from 'zod';
import { ACTIONS } from '../model/action-name.ts';
import { PHASES } from '../../workflows/rollout/status.ts';
import { GROUPS } from '../model/now.ts';

const name = z.string().regex(/^[A-Za-z0-9-]{1,128}$/);
const runId = z.string().regex(/^[0-9a-f-]{36}$/);

/** What addresses of pages hold. */
export const FORMS = {
  /** A choice that is left open is sent empty. */
  now: z.object({
    environment: name.or(z.literal('')).optional(),
    phase: z.enum([...PHASES, '']).optional(),
    by: z.string().max(200).optional(),
    show: z.enum(GROUPS).optional(),
    after: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,2000}$/)
      .optional(),
  }),
  service: z.object({ environment: name, service: name }),
  command: z.object({
    action: z.enum(ACTIONS),
    token: z.string().max(100),
    id: z.string().regex(/^[0-9a-f-]{36}$/),
    reason: z.string().max(300).optional(),
    confirm: z.string().max(128).optional(),
    weight: z.number().min(0).max(100).optional(),
    expectedStep: z.number().min(1).optional(),
    /** Which rollout the page shows. */
    run: runId.optional(),
  }),
  /** A command of a program. */
  call: z.strictObject({
    command: z.enum(['approve', 'pause', 'resume', 'promote', 'setWeight', 'abort', 'undo']),
    id: z.string().min(1).max(200),
    reason: z.string().max(1000),
    weight: z.number().min(0).max(100).optional(),
    expectedStep: z.number().min(1).optional(),
    step: z.boolean().optional(),
    force: z.boolean().optional(),
    holdVerdict: z.boolean().optional(),
  }),
  compare: z.object({ a: runId, b: runId }),
  plan: z.object({
    token: z.string().max(100),
    file: z.string().max(256 * 1024),
    versionId: z.string().max(128).optional(),
    image: z.string().max(1000).optional(),
  }),
  run: z.object({ environment: name, service: name, runId }),
} as const;

/** A form as fastify checks it. */
export const jsonSchema = (form: z.ZodType): object => z.toJSONSchema(form, { target: 'draft-7' });
