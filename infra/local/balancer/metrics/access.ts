import { z } from 'zod';

const line = z.object({
  group: z.string().nullable(),
  status: z.number(),
  flags: z.string().nullable(),
  details: z.string().nullable(),
  responseMillis: z.number().nullable(),
});

/** A request that a rule forwarded. */
export interface Access {
  /** `targetgroup/<name>/<id>` */
  readonly group: string;
  /** Whether the group had a target to give it to. */
  readonly hadTarget: boolean;
  /** What the target answered; undefined when it did not. */
  readonly status?: number;
  /** Until the target began to answer. */
  readonly responseSeconds?: number;
  readonly connectionFailed: boolean;
  /** The 5xx that the load balancer had to answer itself, to a caller that was still there. */
  readonly ownError?: number;
}

/** Reads a line of the access log; undefined where no target group was asked. */
export function parseAccess(text: string): Access | undefined {
  const { group, status, flags, details, responseMillis } = line.parse(JSON.parse(text));
  const raised = (flags ?? '').split(',');
  if (group === null) return undefined;
  const answered = details === 'via_upstream';
  return {
    group,
    hadTarget: !raised.includes('UH'),
    connectionFailed: raised.includes('UF'),
    ...(answered && { status }),
    ...(!answered && status >= 500 && { ownError: status }),
    ...(answered && responseMillis !== null && { responseSeconds: responseMillis / 1000 }),
  };
}
