import type { Page } from 'playwright-core';
import type { Version } from '../article.ts';
import { ROLLOUT, type Lab } from '../lab.ts';
import type { Program } from '../program.ts';

/** The addresses of a dashboard's pages about the lab's service. */
export interface Served {
  readonly now: string;
  readonly rollout: string;
  readonly history: string;
}

/** Serves the dashboard of a lab, by the real command. */
export async function serveDashboard(lab: Lab): Promise<Served> {
  const dashboard = lab.serin('dashboard', '--port', '0', '--temporal-ui', lab.cloud.endpoints.temporalUi);
  const url = await lab.until(() => /the dashboard is at (\S+)/.exec(dashboard.printed())?.[1]);
  return { now: url, rollout: `${url}/rollouts/${ROLLOUT}`, history: `${url}/history/${ROLLOUT}` };
}

/** Starts a rollout and waits until its canary has traffic; answers what watches it to its end. */
export async function startBaking(lab: Lab, version: Version): Promise<Program> {
  const watching = lab.start(version);
  await lab.until(async () => {
    const status = (await lab.view())?.status;
    return status?.canary === version.sha && status.phase === 'baking' && status.readBack.length > 1;
  });
  return watching;
}

/** A page's own script, not the server's drawing, shows what is seen from now on. */
export const live = (page: Page): Promise<void> => page.locator('#live.live').waitFor();
