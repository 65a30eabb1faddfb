import type { KeyPair } from '../snapshot.ts';

/** A certificate of ACM's with its private key, by its ARN; undefined where ACM has none. */
export type Certificates = (arn: string) => Promise<KeyPair | undefined>;

/** Asks the local AWS, which hands keys to load balancers only, as AWS does; each once. */
export function certificatesOf(endpoint: string): Certificates {
  const known = new Map<string, KeyPair>();
  return async (arn) => {
    const found = known.get(arn) ?? (await keyPair(endpoint, arn));
    if (found !== undefined) known.set(arn, found);
    return found;
  };
}

async function keyPair(endpoint: string, arn: string): Promise<KeyPair | undefined> {
  const response = await fetch(
    `${endpoint}/moto-api/lab/certificate?${new URLSearchParams({ arn }).toString()}`,
  );
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`certificate ${arn}: HTTP ${response.status}`);
  return (await response.json()) as KeyPair;
}
