import { refusing } from '../outcome.ts';
import { settling } from '../proxies.ts';
import { decideStart, isInDoubt, withRunning, type Found } from '../rollout/start.ts';
import { mend } from './mend.ts';
import { mustBeOwned } from './owned.ts';
import type { Weighted } from './weighted.ts';

/** Reads what is, mends what a dead rollout left, and remembers the router as it is then. Answers the stable version, if there is one. */
export async function begin(weighted: Weighted): Promise<string | undefined> {
  const { router, memory } = weighted;
  const stable = await findStable(weighted);
  if (stable !== undefined) memory.router = await settling.rememberRouter(router);
  return stable;
}

async function findStable(weighted: Weighted): Promise<string | undefined> {
  const { plan, progress } = weighted;
  const found = await look(weighted);
  const start = decideStart(found, plan.version.id);
  if (start.kind !== 'refuse')
    await mustBeOwned(weighted, 'stable' in start ? [start.stable, plan.version.id] : [plan.version.id]);
  switch (start.kind) {
    case 'refuse':
      throw refusing(start.reason);
    case 'firstDeployment':
      progress.note('first deployment: no version serves yet, so all traffic goes to it in one step');
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
export async function look({ plan, router, provisioner, progress }: Weighted): Promise<Found> {
  progress.waitFor('the router and the version record to be read');
  const live = await settling.readTraffic(router);
  const record = await settling.readVersion(plan.environment, plan.service);
  progress.readBack(live);
  const found = { live, record: record ?? undefined, stated: plan.stable };
  if (isInDoubt(found)) progress.waitFor('the versions in the split to be looked at');
  return withRunning(found, (version) => settling.isRunning(provisioner, version));
}
