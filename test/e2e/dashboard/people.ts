import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { signerBy } from '../../../dashboard/server/login/signer.ts';
import { accessFile, startProvider, type Providing } from '../../dashboard/login/providing.ts';
import type { Version } from '../article.ts';
import { ROLLOUT, SERVICE, type Lab } from '../lab.ts';
import type { Served } from './served.ts';

/** People who can log in at a dashboard, and a worker's settings by which it believes that dashboard. */
export interface People {
  /** To be in the environment before the cloud starts. */
  readonly env: Readonly<Record<string, string>>;
  /** Serves the dashboard by the real command, with login. */
  serve(lab: Lab): Promise<Served>;
  close(): Promise<void>;
}

/** Olivia, on call, approves; Dave, who develops, operates; Vera may look; nobody else may anything. */
export async function startPeople(): Promise<People> {
  const folder = mkdtempSync(join(tmpdir(), 'serin-people-'));
  const provider: Providing = await startProvider();
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const path = (name: string) => join(folder, name);
  writeFileSync(path('dashboard.pem'), pem, { mode: 0o600 });
  const rule = { environments: ['*'], services: ['*'], signingKeys: [signerBy(pem).publicKey] };
  writeFileSync(path('policy.yaml'), JSON.stringify({ rules: [rule] }));
  const { roles, ...file } = accessFile(`http://127.0.0.1:${provider.port}`, provider.issuer);
  const here = roles.map((role) => ({ ...role, environments: ['*'], services: ['*'] }));
  writeFileSync(
    path('access.yaml'),
    JSON.stringify({ ...file, signingKeyFile: 'dashboard.pem', roles: here }),
  );
  return {
    env: { SERIN_POLICY_FILE: path('policy.yaml'), SECRET: provider.secret },
    async serve(lab) {
      const at = ['--port', `${provider.port}`, '--access', path('access.yaml')];
      const dashboard = lab.serin('dashboard', ...at, '--temporal-ui', lab.cloud.endpoints.temporalUi);
      await lab.until(() => /the dashboard is at (\S+),/.exec(dashboard.printed())?.[1]);
      const url = `http://127.0.0.1:${provider.port}`;
      return { now: url, rollout: `${url}/rollouts/${ROLLOUT}`, history: `${url}/history/${ROLLOUT}` };
    },
    async close() {
      await provider.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Opens a page in a browser of somebody's own, who logs in at the provider that it leads to, and does something there. */
export async function as<T>(
  browser: Browser,
  name: string,
  url: string,
  act: (page: Page) => Promise<T>,
  options: BrowserContextOptions = {},
): Promise<T> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(120_000);
  try {
    const page = await context.newPage();
    await page.goto(url);
    await page.locator('input[name=login]').fill(name);
    await page.locator('input[name=password]').fill('any');
    await page.locator('button[type=submit]').click();
    await page.locator('form.person').waitFor();
    return await act(page);
  } finally {
    await context.close();
  }
}

/** The same version with a gate at half of the traffic that opens for somebody on call alone who has logged in. */
export function gated({ file, sha, image }: Version): Version {
  const { CanaryTemplate, ...fields } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  const { EnvironmentName, MicroserviceName, Port, Protocol, Namespace } = fields;
  const parameters = { EnvironmentName, MicroserviceName, Port: String(Port), Protocol, Namespace };
  const content = {
    environment: EnvironmentName,
    service: SERVICE,
    version: { id: sha, image },
    router: { kind: 'appMesh', protocol: 'http' },
    provisioner: { kind: 'cloudFormation', template: CanaryTemplate, parameters },
    metrics: { kind: 'containerInsights', port: Port, periodSeconds: 1 },
    judge: { kind: 'errorCount' },
    limits: { drainSeconds: 1 },
    steps: [{ weight: 50, bakeSeconds: 2, gate: { by: ['oncall'], seconds: 3600, verified: true } }],
    finalBakeSeconds: 2,
  };
  const yaml = file.replace('deploy.json', 'rollout.yaml');
  writeFileSync(yaml, JSON.stringify(content, null, 2));
  return { sha, image, file: yaml };
}
