import { refusing } from '../outcome.ts';
import { settling } from '../proxies.ts';
import { decideStart, isInDoubt, withRunning, type Found } from '../rollout/start.ts';
import { mend } from './mend.ts';
import { mustBeOwned } from './owned.ts';
import { readHome } from './home.ts';
import type { Weighted } from './weighted.ts';

/** Reads what is, remembers the router, and mends what an earlier rollout left. Answers the stable version, if there is one. */
export async function begin(weighted: Weighted): Promise<string | undefined> {
  const { plan, router, progress, memory } = weighted;
  const found = await look(weighted);
  const start = decideStart(found, plan.version.id);
  if (start.kind === 'refuse') throw refusing(start.reason);
  await mustBeOwned(weighted, 'stable' in start ? [start.stable, plan.version.id] : [plan.version.id]);
  memory.router = await settling.rememberRouter(router);
  switch (start.kind) {
    case 'firstDeployment':
      progress.note('first deployment: no version serves yet, so it gets all traffic in one step');
      return undefined;
    case 'mend':
      progress.note(start.reason);
      await mend(weighted, start.stable, found.live);
      return start.stable;
    case 'canary':
      progress.status.stable = start.stable;
      progress.want(found.live);
      return start.stable;
  }
}

/** Reads the router and the record; where the two leave a doubt, it is asked as well who runs at all. */
export async function look(weighted: Weighted): Promise<Found> {
  const { plan, router, provisioner, progress } = weighted;
  const home = await readHome(weighted);
  progress.waitFor('the router and the version record to be read');
  const live = await settling.readTraffic(router);
  const record = await settling.readVersion(plan.environment, plan.service);
  progress.readBack(live);
  const found = { live, record: record ?? undefined, stated: plan.stable, ...(home && { home }) };
  if (isInDoubt(found)) progress.waitFor('the versions in the split to be looked at');
  return withRunning(found, (version) => settling.isRunning(provisioner, version));
}
