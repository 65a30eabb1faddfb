import { lookup as resolve } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { ApplicationFailure } from '@temporalio/common';
import { Agent, fetch } from 'undici';

/** Sends a body to a URL and fails unless it is taken. */
export type Poster = (url: string, body: string, headers: Readonly<Record<string, string>>) => Promise<void>;

const TIMEOUT_MS = 10_000;

/**
 * Posts JSON to receivers on the public internet alone: by https, to public addresses (looked at after the name is
 * resolved, so that no name leads inside), following no redirect.
 *
 * @param allowPrivate lets http and private addresses be used, for receivers in one's own network
 */
export function httpPoster(allowPrivate: boolean): Poster {
  const agent = new Agent({ connect: allowPrivate ? {} : { lookup: publicOnly } });
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
    await response.body?.cancel();
    if (!response.ok) throw refused(target, response.status);
  };
}

/** URLs can hold tokens, so that only their host is ever told. */
function allowed(url: string, allowPrivate: boolean): URL {
  if (!URL.canParse(url)) throw bad('the URL of the channel is no URL');
  const target = new URL(url);
  const protocols = allowPrivate ? ['https:', 'http:'] : ['https:'];
  if (!protocols.includes(target.protocol))
    throw bad(`${target.host} is not told: only https is, unless SERIN_NOTIFY_PRIVATE allows more`);
  const host = target.hostname.replace(/^\[|\]$/g, '');
  if (!allowPrivate && isIP(host) && isPrivate(host)) throw bad(`${target.host} is not told: ${PRIVATE}`);
  return target;
}

const PRIVATE = 'its address is private; SERIN_NOTIFY_PRIVATE=1 on the worker allows it';

const publicOnly: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, []);
    if (addresses.some(({ address }) => isPrivate(address))) return callback(new Error(PRIVATE), []);
    const [first] = addresses;
    if (options.all) callback(null, addresses);
    else callback(null, first?.address ?? '', first?.family);
  });
};

const privateAddresses = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  privateAddresses.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  privateAddresses.addSubnet(network, prefix, 'ipv6');

/**
 * Not on the public internet, by IANA's registries of special-purpose addresses; so are those that carry an IPv4
 * address to a translator (NAT64, 6to4, Teredo). IPv4 addresses written as IPv6 count as what they are.
 */
export const isPrivate = (address: string): boolean =>
  privateAddresses.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

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
