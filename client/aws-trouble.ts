import { CommandFailure, EXIT } from './exit-codes.ts';

/** What to do where AWS cannot be asked at all, by the names and texts that AWS's clients have for it. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/Region is missing/, 'name one in AWS_REGION, or in the profile'],
  [
    /CredentialsProviderError|Could not (load|resolve) credentials|ExpiredToken|UnrecognizedClientException|InvalidClientTokenId/,
    'name a profile in AWS_PROFILE, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  ],
  [/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT/, 'look at the network, AWS_REGION and AWS_ENDPOINT_URL'],
];

/** Fails with one sentence where an error means that AWS cannot be asked, whatever the question; else with the error. */
export function orFailWithoutAws(error: unknown): never {
  const { name = '', message = '', code = '' } = error as NodeJS.ErrnoException;
  const told = `${name} ${message} ${code}`;
  const remedy = REMEDIES.find(([pattern]) => pattern.test(told))?.[1];
  if (remedy === undefined) throw error;
  const why = (message || code).replace(/^\w+Error: /, '').replace(/\.$/, '');
  throw new CommandFailure(EXIT.error, `AWS cannot be asked: ${why}; ${remedy}`);
}
