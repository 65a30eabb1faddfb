import { userInfo } from 'node:os';
import { connect } from '../client/rollouts/connect.ts';
import { createApp } from './server/app.ts';
import { loadAssets } from './server/assets.ts';
import { planningApart } from './server/plan/planning-apart.ts';
import { rolloutsOf } from './server/rollouts.ts';

export interface DashboardOptions {
  /** Port of 127.0.0.1 to listen at; 0 takes any. */
  readonly port: number;
  /** Where Temporal's own pages are, such as `http://localhost:8233`. */
  readonly temporalUi?: string;
}

/**
 * Serves the dashboard at 127.0.0.1 until a signal stops the process.
 *
 * @param said is told where it listens
 * @throws Trouble `unreachable` where Temporal does not answer
 */
export async function runDashboard(
  { port, temporalUi }: DashboardOptions,
  said: (url: string) => void,
): Promise<void> {
  const temporal = await connect();
  const { namespace } = temporal.client.options;
  const app = await createApp({
    rollouts: rolloutsOf(temporal),
    planning: planningApart(),
    by: userInfo().username,
    assets: await loadAssets(),
    temporal: `${namespace} at ${temporal.address}`,
    ...(temporalUi !== undefined && {
      temporalPages: `${temporalUi}/namespaces/${encodeURIComponent(namespace)}`,
    }),
    report: (error) => console.error(error),
  });
  said(await app.listen({ host: '127.0.0.1', port }));
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await app.close();
  await temporal.close();
}
