import { setTimeout as sleep } from 'node:timers/promises';

const pollMillis = 100;

/**
 * Calls `onChange` at first and whenever the cloud's version number has moved, one call at a time, until `signal`
 * aborts. A call that fails is repeated.
 */
export async function followChanges(
  awsEndpointUrl: string,
  onChange: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let seen: number | undefined;
  let complaint: string | undefined;
  while (!signal.aborted) {
    try {
      const version = await readVersion(awsEndpointUrl);
      if (version !== seen) await onChange();
      seen = version;
      complaint = undefined;
    } catch (error) {
      const { message } = error as Error;
      if (message !== complaint && !signal.aborted) console.error(`the AWS API does not answer: ${message}`);
      complaint = message;
    }
    await sleep(pollMillis, undefined, { signal }).catch(() => undefined);
  }
}

async function readVersion(awsEndpointUrl: string): Promise<number> {
  const response = await fetch(`${awsEndpointUrl}/moto-api/lab/version`, {
    signal: AbortSignal.timeout(5000),
  });
  if (!response.ok) throw new Error(`/moto-api/lab/version answered ${response.status}`);
  return ((await response.json()) as { version: number }).version;
}
