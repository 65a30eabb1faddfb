import { randomBytes } from 'node:crypto';
import { EncryptJWT, jwtDecrypt } from 'jose';
import * as oidc from 'openid-client';
import { isLoopback } from './loopback.ts';
import { ownPath } from './own-path.ts';
import { personIn, type ClaimNames, type Person } from './person.ts';

export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** Left out for a public client, which PKCE alone protects. */
  readonly clientSecret?: string;
  readonly scope: string;
  readonly claims: ClaimNames;
}

/** Where a browser is sent to log in, and what it has to bring back. */
export interface LoginBegun {
  readonly url: URL;
  readonly transaction: string;
}

/** A login takes minutes. */
const TRANSACTION_LASTS = '10m';

/** Logs people in at an OpenID provider: authorization code with PKCE, state and nonce. */
export class OidcLogin {
  readonly #settings: OidcSettings;
  readonly #url: URL;
  readonly #key = randomBytes(32);
  #provider: Promise<oidc.Configuration> | undefined;

  /** @param url where people reach this server */
  constructor(settings: OidcSettings, url: URL) {
    this.#settings = settings;
    this.#url = url;
  }

  async begin(wanted: string | undefined): Promise<LoginBegun> {
    const [state, nonce, verifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()];
    const url = oidc.buildAuthorizationUrl(await this.#known(), {
      redirect_uri: new URL('/login/callback', this.#url).href,
      scope: this.#settings.scope,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    });
    const transaction = await new EncryptJWT({ state, nonce, verifier, to: ownPath(wanted, this.#url) })
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setExpirationTime(TRANSACTION_LASTS)
      .encrypt(this.#key);
    return { url, transaction };
  }

  /**
   * Who came back from the provider, and where they wanted to go.
   *
   * @param path the callback's path and query, as the browser asked for it
   * @throws where the browser did not begin this login, or the provider does not vouch for it
   */
  async finish(path: string, transaction: string): Promise<{ readonly person: Person; readonly to: string }> {
    const { payload } = await jwtDecrypt<Transaction>(transaction, this.#key);
    const provider = await this.#known();
    const tokens = await oidc.authorizationCodeGrant(provider, new URL(path, this.#url), {
      pkceCodeVerifier: payload.verifier,
      expectedState: payload.state,
      expectedNonce: payload.nonce,
      idTokenExpected: true,
    });
    const { claims } = this.#settings;
    const told = tokens.claims();
    if (told === undefined) throw new Error('the provider gave no ID token');
    const isWhole = claims.groups in told && claims.name in told;
    const all =
      isWhole || provider.serverMetadata().userinfo_endpoint === undefined
        ? told
        : { ...(await oidc.fetchUserInfo(provider, tokens.access_token, told.sub)), ...told };
    return { person: personIn(all, claims), to: payload.to };
  }

  /** The provider, asked once for where its parts are, and again after it could not be reached. */
  #known(): Promise<oidc.Configuration> {
    this.#provider ??= discovered(this.#settings).catch((error: unknown) => {
      this.#provider = undefined;
      throw error;
    });
    return this.#provider;
  }
}

interface Transaction {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly to: string;
}

async function discovered({ issuer, clientId, clientSecret }: OidcSettings): Promise<oidc.Configuration> {
  const url = new URL(issuer);
  const insecure = url.protocol === 'http:' && isLoopback(url.hostname);
  return oidc.discovery(
    url,
    clientId,
    undefined,
    clientSecret === undefined ? oidc.None() : oidc.ClientSecretBasic(clientSecret),
    {
      execute: [
        // The signature of an ID token counts, not TLS alone.
        oidc.enableNonRepudiationChecks,
        ...(insecure ? [oidc.allowInsecureRequests] : []),
      ],
      timeout: 10,
    },
  );
}
