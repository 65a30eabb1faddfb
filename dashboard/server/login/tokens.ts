import { createRemoteJWKSet, decodeJwt, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { isIn } from '../../../workflows/rollout/patterns.ts';
import { isLoopback } from './loopback.ts';
import { personIn, type ClaimNames, type Person } from './person.ts';

/** Whose ID tokens are believed, and about whom. */
export interface TokenIssuer {
  readonly issuer: string;
  readonly audience: string;
  readonly claims: ClaimNames;
  /** Of whom, by the claim `sub`, in which `*` stands for any characters; of all where left out. */
  readonly subjects?: readonly string[];
  /** Groups that they have besides those that the token says. */
  readonly groups: readonly string[];
}

/** Signatures by keys that only the issuer has; one by a shared secret is none. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384', 'EdDSA'];

/** Believes ID tokens of issuers that are named, by their signature, audience and time. */
export class Tokens {
  readonly #issuers: readonly TokenIssuer[];
  readonly #keys = new Map<string, Promise<JWTVerifyGetKey>>();

  constructor(issuers: readonly TokenIssuer[]) {
    this.#issuers = issuers;
  }

  /** Who a token is about; undefined where it proves nothing here. */
  async personIn(token: string): Promise<Person | undefined> {
    try {
      const { iss } = decodeJwt(token);
      for (const each of this.#issuers.filter(({ issuer }) => issuer === iss)) {
        const person = await this.#by(each, token).catch(() => undefined);
        if (person) return person;
      }
    } catch {
      // What is no token is nobody's.
    }
    return undefined;
  }

  async #by({ issuer, audience, claims, subjects, groups }: TokenIssuer, token: string) {
    const { payload } = await jwtVerify(token, await this.#keysOf(issuer), {
      issuer,
      audience,
      algorithms: ALGORITHMS,
      requiredClaims: ['exp', 'sub'],
    });
    if (subjects && !isIn(subjects, payload.sub ?? '')) return undefined;
    const person = personIn(payload, claims);
    return { ...person, groups: [...person.groups, ...groups] };
  }

  #keysOf(issuer: string): Promise<JWTVerifyGetKey> {
    const known = this.#keys.get(issuer);
    if (known) return known;
    const asked = discoveredKeys(issuer);
    this.#keys.set(issuer, asked);
    asked.catch(() => this.#keys.delete(issuer));
    return asked;
  }
}

/** An issuer's keys, fetched again when they change (OpenID Connect Discovery 1.0, section 4). */
async function discoveredKeys(issuer: string): Promise<JWTVerifyGetKey> {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    redirect: 'error',
    signal: AbortSignal.timeout(5000),
  });
  const { issuer: told, jwks_uri: address } = (await response.json()) as Record<string, unknown>;
  const url = new URL(String(address));
  if (told !== issuer || !(url.protocol === 'https:' || isLoopback(url.hostname)))
    throw new Error(`${issuer} does not say where its keys are`);
  return createRemoteJWKSet(url);
}
