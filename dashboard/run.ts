import { userInfo } from 'node:os';
import type { Archive } from '../activities/archive/archive.ts';
import { archiveAt } from '../activities/archive/open.ts';
import { sealing } from '../activities/archive/sealing.ts';
import { openPolicy } from '../client/open-policy.ts';
import { connect, type Temporal } from '../client/rollouts/connect.ts';
import { taskLook } from '../client/rollouts/seen-tasks.ts';
import { Trouble } from '../client/trouble.ts';
import { openAccess } from './server/login/access.ts';
import { isLoopback } from './server/login/loopback.ts';
import { createApp } from './server/app.ts';
import { withArchive } from './server/archived-rollouts.ts';
import { loadAssets } from './server/assets.ts';
import { planningApart } from './server/plan/planning-apart.ts';
import { rolloutsOf } from './server/rollouts.ts';

export interface DashboardOptions {
  /** Port to listen at; 0 takes any. */
  readonly port: number;
  /** Address to listen at; 127.0.0.1 unless people log in. */
  readonly host?: string;
  /** Path of an access file, which says how people log in and what they may do. */
  readonly access?: string;
  /** Where Temporal's own pages are, such as `http://localhost:8233`. */
  readonly temporalUi?: string;
  /** Where workers keep ended rollouts: a folder, or `s3://BUCKET/PREFIX`. */
  readonly archive?: string;
  /** Path of the workers' policy, which says in which account the tasks of each rollout are. */
  readonly policy?: string;
}

/**
 * Serves the dashboard until a signal stops the process.
 *
 * @param said is told where it listens
 * @throws Trouble `unreachable` where Temporal does not answer
 */
export async function runDashboard(
  { port, host = '127.0.0.1', access: file, temporalUi, archive, policy }: DashboardOptions,
  said: (url: string) => void,
): Promise<void> {
  const access = file === undefined ? undefined : openAccess(file, process.env);
  if (!access && !isLoopback(host))
    throw new Trouble('badInput', `at ${host} anybody could command rollouts: say by --access who may`);
  const look = taskLook(policy === undefined ? undefined : await openPolicy(policy));
  const temporal = await connect();
  const { namespace } = temporal.client.options;
  const app = await createApp({
    rollouts:
      archive === undefined
        ? rolloutsOf(temporal, look)
        : withArchive(rolloutsOf(temporal, look), archiveOf(archive, temporal)),
    planning: planningApart(process.env),
    by: userInfo().username,
    ...(access && { access }),
    assets: await loadAssets(),
    temporal: `${namespace} at ${temporal.address}`,
    ...(temporalUi !== undefined && {
      temporalPages: `${temporalUi}/namespaces/${encodeURIComponent(namespace)}`,
    }),
    ...consoleIn(process.env),
    report: (error) => console.error(error),
  });
  const listening = await app.listen({ host, port });
  said(access ? `${access.url.origin}, and listens at ${listening}` : listening);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await app.close();
  await temporal.close();
}

/** Whoever answers in AWS's place has no console. */
const consoleIn = ({ AWS_ENDPOINT_URL, AWS_REGION, AWS_DEFAULT_REGION }: NodeJS.ProcessEnv) =>
  AWS_ENDPOINT_URL === undefined ? { console: { region: AWS_REGION ?? AWS_DEFAULT_REGION } } : {};

const archiveOf = (place: string, { client }: Temporal): Archive =>
  archiveAt(place, sealing(client.options.loadedDataConverter.payloadCodecs[0]));
