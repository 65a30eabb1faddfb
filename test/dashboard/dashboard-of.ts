import type { FastifyInstance } from 'fastify';
import { Trouble } from '../../client/trouble.ts';
import type { FoundRollout } from '../../client/rollouts/find.ts';
import { createApp } from '../../dashboard/server/app.ts';
import type { Settings } from '../../dashboard/server/settings.ts';
import { loadAssets } from '../../dashboard/server/assets.ts';
import { planningApart, type Planning } from '../../dashboard/server/plan/planning-apart.ts';
import type { Listing, Rollouts } from '../../dashboard/server/rollouts.ts';

/** Whether Temporal would list a rollout for a page. */
const isListed =
  ({ environment, service, phase, startedBy, group }: Listing) =>
  ({ listed, info }: FoundRollout): boolean => {
    const isRunning = info.status.name === 'RUNNING';
    return (
      (environment === undefined || listed.environment === environment) &&
      (service === undefined || listed.service === service) &&
      (phase === undefined || listed.phase === phase) &&
      (startedBy === undefined || listed.startedBy === startedBy) &&
      (group === undefined || isRunning === (group !== 'ended')) &&
      (group !== 'waiting' || listed.waitsForPerson)
    );
  };

/** What Temporal would tell of rollouts that are given. */
export const rolloutsFrom = (found: readonly FoundRollout[]): Rollouts => ({
  list(listing, limit, after = '0') {
    const all = found.filter(isListed(listing));
    const end = Number(after) + limit;
    return Promise.resolve({
      found: all.slice(Number(after), end),
      next: end < all.length ? String(end) : undefined,
    });
  },
  count: (listing) => Promise.resolve(found.filter(isListed(listing)).length),
  command: () => Promise.resolve(undefined),
  undo: () => Promise.reject(new Trouble('refused', 'v2 is the first version of the service')),
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
export const dashboardOf = async (
  rollouts: Rollouts,
  planning: Planning = planningApart(process.env),
  others: Partial<Settings> = {},
): Promise<FastifyInstance> =>
  createApp({
    rollouts,
    planning,
    assets: await (assets ??= loadAssets()),
    by: 'olivia',
    temporal: 'default at 127.0.0.1:7233',
    temporalPages: 'http://localhost:8233/namespaces/default',
    report: (error) => {
      throw error;
    },
    ...others,
  });
