import { z } from 'zod';

const line = z.object({
  group: z.string().nullable(),
  status: z.number(),
  flags: z.string().nullable(),
  details: z.string().nullable(),
  responseMillis: z.number().nullable(),
});

/** A request that was given to a target group. */
export interface Access {
  /** `targetgroup/<name>/<id>` */
  readonly group: string;
  /** What the target answered; undefined when the load balancer had to answer itself. */
  readonly status?: number;
  /** Until the target began to answer. */
  readonly responseSeconds?: number;
  readonly connectionFailed: boolean;
}

/** Reads a line of the access log; undefined where no target group was asked, or it had no target to give. */
export function parseAccess(text: string): Access | undefined {
  const { group, status, flags, details, responseMillis } = line.parse(JSON.parse(text));
  const raised = (flags ?? '').split(',');
  if (group === null || raised.includes('UH')) return undefined;
  return {
    group,
    connectionFailed: raised.includes('UF'),
    ...(details === 'via_upstream' && { status }),
    ...(details === 'via_upstream' && responseMillis !== null && { responseSeconds: responseMillis / 1000 }),
  };
}
