import { ApplicationFailure } from '@temporalio/common';
import { Agent, fetch, type Response } from 'undici';
import { addressIn, isPrivate, lookupUnless } from '../http/addresses.ts';

/** Sends a body to a URL and fails unless it is taken; answers what it is answered, as far as that is short. */
export type Poster = (
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
) => Promise<string>;

const TIMEOUT_MS = 10_000;

/**
 * Posts JSON to receivers on the public internet alone: by https, to public addresses (looked at after the name is
 * resolved, so that no name leads inside), following no redirect.
 *
 * @param allowPrivate lets http and private addresses be used, for receivers in one's own network
 */
export function httpPoster(allowPrivate: boolean): Poster {
  const agent = new Agent({ connect: allowPrivate ? {} : { lookup: lookupUnless(isPrivate, PRIVATE) } });
  return async (url, body, headers) => {
    const target = allowed(url, allowPrivate);
    const response = await fetch(target, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
      redirect: 'manual',
      dispatcher: agent,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((error: unknown) => {
      throw unreached(target, error);
    });
    const answer = await beginningOf(response);
    if (!response.ok) throw refused(target, response.status);
    return answer;
  };
}

/** Characters of an answer, at the most and a little more. */
const MOST_ANSWER = 16_000;

async function beginningOf({ body }: Response): Promise<string> {
  let text = '';
  if (body === null) return text;
  const decoder = new TextDecoder();
  for await (const part of body as ReadableStream<Uint8Array>) {
    text += decoder.decode(part, { stream: true });
    if (text.length >= MOST_ANSWER) break;
  }
  return text;
}

/** URLs can hold tokens, so that only their host is ever told. */
function allowed(url: string, allowPrivate: boolean): URL {
  if (!URL.canParse(url)) throw bad('the URL of the channel is not a URL');
  const target = new URL(url);
  const protocols = allowPrivate ? ['https:', 'http:'] : ['https:'];
  if (!protocols.includes(target.protocol))
    throw bad(`${target.host} is not told: only https is, unless SERIN_NOTIFY_PRIVATE allows more`);
  const address = addressIn(target);
  if (!allowPrivate && address !== undefined && isPrivate(address))
    throw bad(`${target.host} is not told: ${PRIVATE}`);
  return target;
}

const PRIVATE = 'its address is private; SERIN_NOTIFY_PRIVATE=1 on the worker allows it';

const bad = (message: string) => ApplicationFailure.nonRetryable(message, 'BadChannel');

const refused = ({ host }: URL, status: number) =>
  ApplicationFailure.create({
    type: 'NotTold',
    message:
      status >= 300 && status < 400
        ? `${host} redirects (${status}), which is not followed: name the last address`
        : `${host} answers ${status}`,
  });

const unreached = ({ host }: URL, error: unknown) => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const message = cause instanceof Error ? cause.message : String(cause);
  return ApplicationFailure.create({ type: 'NotTold', message: `${host} is not reached: ${message}` });
};
