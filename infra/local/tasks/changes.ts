import { setTimeout as sleep } from 'node:timers/promises';

/** How long changes are gathered that come one after the other, as those of a stack's resources do. */
const GATHER_MILLIS = 100;

/** Longer than the AWS API keeps a question for the next version waiting. */
const PATIENCE_MILLIS = 40_000;

/**
 * Calls `onChange` at first and whenever something of these services has changed, one call at a time, until `signal`
 * aborts. A call that fails is repeated.
 */
export async function followChanges(
  awsEndpointUrl: string,
  services: readonly string[],
  onChange: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let seen: number | undefined;
  let complaint: string | undefined;
  while (!signal.aborted) {
    try {
      const version = await nextVersion(awsEndpointUrl, services, seen, signal);
      if (version !== seen) await onChange();
      seen = version;
      complaint = undefined;
    } catch (error) {
      const { message } = error as Error;
      if (message !== complaint && !signal.aborted) console.error(`the AWS API does not answer: ${message}`);
      complaint = message;
    }
    await sleep(GATHER_MILLIS, undefined, { signal }).catch(() => undefined);
  }
}

/** The version once it is not the one that was seen, or after a while the same; at first the present one. */
async function nextVersion(
  awsEndpointUrl: string,
  services: readonly string[],
  seen: number | undefined,
  signal: AbortSignal,
): Promise<number> {
  const after = seen === undefined ? '' : `&after=${seen}`;
  const response = await fetch(`${awsEndpointUrl}/moto-api/lab/version?of=${services.join()}${after}`, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MILLIS)]),
  });
  if (!response.ok) throw new Error(`/moto-api/lab/version answered ${response.status}`);
  return ((await response.json()) as { version: number }).version;
}

/** The number of the latest change of these services. */
export const presentVersion = (awsEndpointUrl: string, services: readonly string[]): Promise<number> =>
  nextVersion(awsEndpointUrl, services, undefined, AbortSignal.timeout(PATIENCE_MILLIS));
