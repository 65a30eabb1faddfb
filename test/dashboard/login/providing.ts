import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePorts } from '../../../infra/local/processes/ports.ts';
import { accessOf, type Access } from '../../../dashboard/server/login/access.ts';
import { signerBy } from '../../../dashboard/server/login/signer.ts';

const SECRET = 'only for tests';

/** An OpenID provider in a process of its own, and a dashboard's access to it. */
export interface Providing {
  readonly issuer: string;
  /** The port at which the dashboard is reached. */
  readonly port: number;
  /** Where it is reached. */
  readonly url: string;
  /** The client's, in an access file's variable `SECRET`. */
  readonly secret: string;
  readonly access: Access;
  close(): Promise<void>;
}

/**
 * @param idTokens whether ID tokens have all that is asked for, or the provider tells the rest when it is asked
 * @param origin where the dashboard is reached, but for the port
 */
export async function startProvider(
  idTokens: 'whole' | 'short' = 'short',
  origin = 'http://127.0.0.1',
): Promise<Providing> {
  const [providerPort = 0, port = 0] = await freePorts(2);
  const issuer = `http://127.0.0.1:${providerPort}`;
  const url = `${origin}:${port}`;
  const provider = spawn(
    process.execPath,
    [join(import.meta.dirname, 'provider.js'), `${providerPort}`, `${url}/login/callback`, SECRET, idTokens],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  for await (const line of createInterface(provider.stdout)) if (line === 'ready') break;
  return {
    issuer,
    port,
    url,
    secret: SECRET,
    access: { ...accessOf(accessFile(url, issuer), { SECRET }), signer: newSigner() },
    async close() {
      provider.kill();
      if (provider.exitCode === null) await once(provider, 'exit');
    },
  };
}

/** Olivia, on call, approves; Dave, who develops, operates; everybody in the company may look. */
export const accessFile = (url: string, issuer: string) => ({
  url: new URL(url),
  login: {
    kind: 'oidc' as const,
    issuer,
    clientId: 'serin-dashboard',
    clientSecretFrom: 'SECRET',
    scope: 'openid email groups',
    deviceClientId: 'serin-command',
    nameClaim: 'email',
    groupsClaim: 'groups',
  },
  tokens: [],
  roles: [
    { role: 'approver' as const, groups: ['oncall'], environments: ['*'], services: ['*'] },
    { role: 'operator' as const, groups: ['developers'], environments: ['shop'], services: ['cart*'] },
    { role: 'viewer' as const, groups: ['visitors'], environments: ['shop'], services: ['cart'] },
  ],
});

export const newSigner = () =>
  signerBy(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
