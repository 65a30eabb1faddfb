import { Refusal } from './refusal.ts';

interface Failure extends Error {
  readonly code?: string;
  readonly hostname?: string;
}

/** What went wrong and what to do about it, where the SDK's own words leave that open. */
export function failureText(error: unknown, endpoint: string | undefined): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof Refusal) return error.message;
  const { name, message, code, hostname } = error as Failure;
  if (name === 'CredentialsProviderError')
    return `there are no AWS credentials: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or log in with \`aws sso login\` (${message})`;
  if (/^(ExpiredToken|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch)/.test(name))
    return `AWS does not take these credentials: ${message} (${name})`;
  if (/^AccessDenied|^UnauthorizedOperation/.test(name))
    return `these credentials may not do this: ${message}`;
  if (code === 'ENOTFOUND')
    return `there is nothing at ${hostname}: is AWS_REGION right, and is this machine online?`;
  if (code === 'ECONNREFUSED')
    return `nothing answers at ${endpoint ?? 'AWS'}: is AWS_ENDPOINT_URL right, and the local cloud up?`;
  return `${name}: ${message}`;
}
