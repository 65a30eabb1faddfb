import { Trouble } from '../../../client/trouble.ts';
import type { Grant, Viewer } from '../../model/viewer.ts';
import { readAccessFile, readText, type AccessFile } from './access-file.ts';
import { LoadBalancerLogin } from './load-balancer.ts';
import { OidcLogin } from './oidc.ts';
import type { ClaimNames, Person } from './person.ts';
import { signerBy, type Signer } from './signer.ts';
import { Tokens } from './tokens.ts';

/** How a server knows who asks, and what they may do. */
export interface Access {
  /** Where people reach it. */
  readonly url: URL;
  readonly login:
    | { readonly kind: 'oidc'; readonly provider: OidcLogin }
    | { readonly kind: 'loadBalancer'; readonly balancer: LoadBalancerLogin };
  readonly tokens: Tokens;
  readonly grants: readonly Grant[];
  readonly signer?: Signer;
  /** How the command logs in. */
  readonly device?: { readonly issuer: string; readonly clientId: string; readonly scope: string };
  readonly proxies: number;
}

/** What an access file says, ready to be asked. @throws Trouble `badInput` */
export const openAccess = (file: string, env: NodeJS.ProcessEnv): Access =>
  accessOf(readAccessFile(file), env);

export function accessOf(given: AccessFile, env: NodeJS.ProcessEnv): Access {
  const { url, login, roles, signingKeyFile, tokens, proxies } = given;
  const claims: ClaimNames = { name: login.nameClaim, groups: login.groupsClaim };
  const shared = {
    url,
    grants: roles.flatMap(({ groups, ...role }) => groups.map((group) => ({ ...role, group }))),
    ...(signingKeyFile !== undefined && { signer: signerIn(signingKeyFile) }),
  };
  const others = tokens.map(({ nameClaim, groupsClaim, issuer, audience, groups, subjects }) => ({
    issuer,
    audience,
    groups,
    ...(subjects && { subjects }),
    claims: { name: nameClaim, groups: groupsClaim },
  }));
  if (login.kind === 'loadBalancer') {
    const { loadBalancer, issuer, clientId, keys = keysOf(loadBalancer) } = login;
    const balancer = new LoadBalancerLogin({ loadBalancer, issuer, clientId, keys, claims });
    return {
      ...shared,
      login: { kind: 'loadBalancer', balancer },
      tokens: new Tokens(others),
      proxies: proxies ?? 1,
    };
  }
  const { issuer, clientId, clientSecretFrom, scope, deviceClientId } = login;
  const clientSecret = clientSecretFrom === undefined ? undefined : secretIn(clientSecretFrom, env);
  const provider = new OidcLogin(
    { issuer, clientId, scope, claims, ...(clientSecret !== undefined && { clientSecret }) },
    url,
  );
  const byDevice =
    deviceClientId === undefined ? [] : [{ issuer, audience: deviceClientId, groups: [], claims }];
  return {
    ...shared,
    login: { kind: 'oidc', provider },
    tokens: new Tokens([...byDevice, ...others]),
    ...(deviceClientId !== undefined && { device: { issuer, clientId: deviceClientId, scope } }),
    proxies: proxies ?? 0,
  };
}

/** Somebody as pages know them: with the roles that their groups have. */
export function viewerOf({ grants, signer }: Access, { name, groups }: Person): Viewer {
  return {
    by: name,
    groups,
    grants: grants.filter(({ group }) => groups.includes(group) || group === EVERYBODY),
    ...(signer && { signingKey: signer.publicKey }),
  };
}

/** A group in which is whoever has logged in. */
const EVERYBODY = '*';

/** Where AWS has the public keys of a Region's load balancers. */
const keysOf = (arn: string): string => `https://public-keys.auth.elb.${arn.split(':')[3]}.amazonaws.com`;

function secretIn(name: string, env: NodeJS.ProcessEnv): string {
  const secret = env[name];
  if (!secret) throw new Trouble('badInput', `${name} is not set: it has to have the client's secret`);
  return secret;
}

function signerIn(file: string): Signer {
  const pem = readText(file);
  try {
    return signerBy(pem);
  } catch (error) {
    throw new Trouble('badInput', `${file}: ${(error as Error).message}`);
  }
}
