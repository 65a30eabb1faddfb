import { decodeProtectedHeader, importSPKI, jwtVerify, type CryptoKey } from 'jose';
import { personIn, type ClaimNames, type Person } from './person.ts';

export interface LoadBalancerSettings {
  /** ARN of the load balancer that logs people in. */
  readonly loadBalancer: string;
  readonly issuer: string;
  readonly clientId: string;
  /** Where its public keys are, each under its id. */
  readonly keys: string;
  readonly claims: ClaimNames;
}

/** The header in which an Application Load Balancer tells who has logged in. */
export const IDENTITY_HEADER = 'x-amzn-oidc-data';

/** Keys are few, and change seldom. */
const MOST_KEYS = 20;

/**
 * Believes an Application Load Balancer that logs people in, by its signature alone
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html).
 */
export class LoadBalancerLogin {
  readonly #settings: LoadBalancerSettings;
  readonly #keys = new Map<string, Promise<CryptoKey>>();

  constructor(settings: LoadBalancerSettings) {
    this.#settings = settings;
  }

  /** Who the header is about; undefined where it was not signed by this load balancer, for this client, or is over. */
  async personIn(header: string): Promise<Person | undefined> {
    const { loadBalancer, issuer, clientId, claims } = this.#settings;
    try {
      const { kid, signer, client } = decodeProtectedHeader(header) as Readonly<Record<string, unknown>>;
      if (signer !== loadBalancer || client !== clientId || typeof kid !== 'string') return undefined;
      const { payload, protectedHeader } = await jwtVerify(header, await this.#keyOf(kid), {
        algorithms: ['ES256'],
        issuer,
      });
      // It stands in the header, where nobody else looks.
      const { exp } = protectedHeader as { readonly exp?: unknown };
      if (typeof exp !== 'number' || exp * 1000 <= Date.now()) return undefined;
      return personIn(payload, claims);
    } catch {
      return undefined;
    }
  }

  #keyOf(kid: string): Promise<CryptoKey> {
    if (!/^[0-9a-f-]{36}$/.test(kid)) throw new Error('the id of the key is none');
    const known = this.#keys.get(kid);
    if (known) return known;
    const asked = fetched(`${this.#settings.keys}/${kid}`);
    this.#keys.set(kid, asked);
    asked.catch(() => this.#keys.delete(kid));
    const [oldest] = this.#keys.keys();
    if (this.#keys.size > MOST_KEYS && oldest !== undefined) this.#keys.delete(oldest);
    return asked;
  }
}

async function fetched(url: string): Promise<CryptoKey> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(5000) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return importSPKI(await response.text(), 'ES256');
}
