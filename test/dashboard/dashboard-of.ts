import type { FastifyInstance } from 'fastify';
import { Trouble } from '../../client/trouble.ts';
import type { FoundRollout } from '../../client/rollouts/find.ts';
import { createApp } from '../../dashboard/server/app.ts';
import { loadAssets } from '../../dashboard/server/assets.ts';
import type { Rollouts } from '../../dashboard/server/rollouts.ts';

/** What Temporal would tell of rollouts that are given. */
export const rolloutsFrom = (found: readonly FoundRollout[]): Rollouts => ({
  list: ({ environment, service, phase }, limit) =>
    Promise.resolve(
      found
        .filter(({ listed }) => environment === undefined || listed.environment === environment)
        .filter(({ listed }) => service === undefined || listed.service === service)
        .filter(({ listed }) => phase === undefined || listed.phase === phase)
        .slice(0, limit),
    ),
  command: () => Promise.resolve(undefined),
  view({ environment, service }, runId) {
    const each = found.find(
      ({ listed, info }) =>
        listed.environment === environment &&
        listed.service === service &&
        (runId === undefined || info.runId === runId),
    );
    return each?.view
      ? Promise.resolve(each.view)
      : Promise.reject(new Trouble('noRollout', `there is no rollout canary/${environment}/${service}`));
  },
});

/** Made once for all tests of a file. */
let assets: ReturnType<typeof loadAssets> | undefined;

/** The dashboard's server over rollouts. */
export const dashboardOf = async (rollouts: Rollouts): Promise<FastifyInstance> =>
  createApp({
    rollouts,
    assets: await (assets ??= loadAssets()),
    by: 'olivia',
    temporal: 'default at 127.0.0.1:7233',
    temporalPages: 'http://localhost:8233/namespaces/default',
    report: (error) => {
      throw error;
    },
  });
