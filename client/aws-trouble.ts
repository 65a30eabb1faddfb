import { Trouble } from './trouble.ts';

/** What to do where AWS cannot be called at all, by the names and texts that AWS's clients have for it. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/Region is missing/, 'Set AWS_REGION, or a Region in your profile'],
  [
    /CredentialsProviderError|Could not (load|resolve) credentials|ExpiredToken|UnrecognizedClientException|InvalidClientTokenId/,
    'Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  ],
  [/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT/, 'Check the network, AWS_REGION and AWS_ENDPOINT_URL'],
];

/** Fails with one sentence where an error means that AWS cannot be called, whatever the call; else with the error. */
export function orFailWithoutAws(error: unknown): never {
  const { name = '', message = '', code = '' } = error as NodeJS.ErrnoException;
  const told = `${name} ${message} ${code}`;
  const remedy = REMEDIES.find(([pattern]) => pattern.test(told))?.[1];
  if (remedy === undefined) throw error;
  const why = (message || code).replace(/^\w+Error: /, '').replace(/\.$/, '');
  throw new Trouble('unreachable', `cannot call AWS: ${why}. ${remedy}`);
}
