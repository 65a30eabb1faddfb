import { lookup as resolve } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Finds addresses as Node does, but fails with a reason where a name leads to one that is refused. */
export const lookupUnless =
  (isRefused: (address: string) => boolean, reason: string): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      if (addresses.some(({ address }) => isRefused(address))) return callback(new Error(reason), []);
      const [first] = addresses;
      if (options.all) callback(null, addresses);
      else callback(null, first?.address ?? '', first?.family);
    });
  };

/** The address that a URL's host is, if it is one and no name. */
export function addressIn({ hostname }: URL): string | undefined {
  const host = hostname.replace(/^\[|\]$/g, '');
  return isIP(host) ? host : undefined;
}

/** Where clouds tell their machines' credentials, and whatever else answers on a machine's own link alone. */
const linkAddresses = new BlockList();
linkAddresses.addSubnet('169.254.0.0', 16, 'ipv4');
linkAddresses.addSubnet('fe80::', 10, 'ipv6');
linkAddresses.addAddress('fd00:ec2::254', 'ipv6');
linkAddresses.addAddress('fd00:ec2::23', 'ipv6');

/** Whether an address is link-local, or that of a metadata service. IPv4 addresses written as IPv6 count as what they are. */
export const isLinkLocal = (address: string): boolean => isWithin(linkAddresses, address);

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
export const isPrivate = (address: string): boolean => isWithin(privateAddresses, address);

const isWithin = (addresses: BlockList, address: string): boolean =>
  addresses.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
