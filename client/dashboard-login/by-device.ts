import * as oidc from 'openid-client';
import { z } from 'zod';
import { Trouble } from '../trouble.ts';
import type { KeptToken } from './kept-token.ts';

const told = z.object({ issuer: z.url(), clientId: z.string(), scope: z.string() });

/**
 * Logs in at the provider of a dashboard, in any browser (OAuth 2.0 Device Authorization Grant, RFC 8628).
 *
 * @param dashboard its origin
 * @param show is told where to go, and the code to type there
 * @throws Trouble `unreachable`, `refused`
 */
export async function logInByDevice(
  dashboard: string,
  show: (url: string, code: string) => void,
): Promise<KeptToken> {
  const { issuer, clientId, scope } = await loginOf(dashboard);
  try {
    const url = new URL(issuer);
    const provider = await oidc.discovery(url, clientId, undefined, oidc.None(), {
      // The dashboard takes no other issuer without TLS than one of its own machine.
      execute: [
        oidc.enableNonRepudiationChecks,
        ...(url.protocol === 'http:' ? [oidc.allowInsecureRequests] : []),
      ],
    });
    const begun = await oidc.initiateDeviceAuthorization(provider, { scope });
    show(begun.verification_uri_complete ?? begun.verification_uri, begun.user_code);
    const tokens = await oidc.pollDeviceAuthorizationGrant(provider, begun);
    const claims = tokens.claims();
    if (tokens.id_token === undefined || claims === undefined)
      throw new Trouble('refused', `${issuer} gave no ID token`);
    return { dashboard, idToken: tokens.id_token, until: claims.exp };
  } catch (error) {
    if (error instanceof Trouble) throw error;
    throw new Trouble('refused', `not logged in at ${issuer}: ${(error as Error).message}`);
  }
}

async function loginOf(dashboard: string) {
  const answer = await fetch(`${dashboard}/api/login`, { signal: AbortSignal.timeout(10_000) }).catch(
    (error: unknown) => {
      throw new Trouble(
        'unreachable',
        `the dashboard ${dashboard} does not answer: ${(error as Error).message}`,
      );
    },
  );
  const parsed = answer.ok ? told.safeParse(await answer.json().catch(() => undefined)) : undefined;
  if (!parsed?.success) throw new Trouble('refused', `${dashboard} takes no login of this command`);
  return parsed.data;
}
