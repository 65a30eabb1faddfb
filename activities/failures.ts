import { ApplicationFailure } from '@temporalio/common';
import { withoutCredentials } from './redaction.ts';

/**
 * Names a failure after the AWS error behind it, so that retry policies can match it. It does not judge: whether an
 * error ends an attempt is up to who asked (forward it may, on the way back never). Of the error only its name and its
 * message without credentials are kept: what hangs on it, such as the request, stays out of history and logs.
 */
export function named(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof ApplicationFailure || error.name === 'CancelledFailure')
    return error;
  return ApplicationFailure.create({
    type: error.name,
    message: withoutCredentials(`${error.name}: ${sentence(error)}`),
  });
}

/** Node leaves the message of a refused connection empty and puts the address beside it. */
function sentence(error: NodeJS.ErrnoException & { errors?: unknown[] }): string {
  if (error.message) return error.message;
  const first = error.errors?.[0];
  return first instanceof Error ? first.message : (error.code ?? 'no message');
}
