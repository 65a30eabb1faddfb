import type { Reconciled } from '../driver.ts';
import { nowSeconds } from '../progress.ts';
import { settling } from '../proxies.ts';
import { askedStart } from '../rollout/start.ts';
import { holdAndFind } from './begin.ts';
import { clearAway } from './clear-away.ts';
import { mend } from './mend.ts';
import { mendScaling } from './scaling.ts';
import type { Weighted } from './weighted.ts';

/** All traffic to the version that can be known to be stable, and the others removed. */
export async function reconcile(weighted: Weighted): Promise<Reconciled> {
  const { canary: _, ...asked } = askedStart(weighted.plan, weighted);
  const { start, live } = await holdAndFind(weighted, asked);
  if (start.kind === 'firstDeployment') return removeFirst(weighted);
  const { stable } = start;
  const whole = start.kind === 'canary' && live.every(({ version }) => version === stable);
  const plan = { ...weighted.plan, version: { id: '', image: '' } };
  const fates = whole ? [] : await mend({ ...weighted, plan }, stable, live);
  fates.push(...(await mendScaling(weighted, stable)));
  if (whole && fates.length === 0)
    return { stable, reason: `${stable} serves alone: there is nothing to clean up` };
  return { stable, reason: [`${stable} has all traffic`, ...fates].join('; ') };
}

/** Where no version serves, no split names what a first rollout left: it is the version of that rollout's file. */
async function removeFirst(weighted: Weighted): Promise<Reconciled> {
  const { plan, provisioner, progress, memory } = weighted;
  const { id } = plan.version;
  const whose = await settling.readOwnership(provisioner, id);
  if (whose.kind !== 'owned')
    return { stable: undefined, reason: 'no version serves: there is nothing to clean up' };
  memory.made.set(id, whose.id);
  const until = nowSeconds() + plan.limits.cleanUpSeconds;
  const left: string[] = [];
  const fates = await clearAway(weighted, [], [id], until, (sentence) => void left.push(sentence));
  if (fates.get(id) === 'removed') left.push(`${id} is removed`);
  left.forEach((sentence) => progress.note(sentence));
  return { stable: undefined, reason: ['no version serves', ...left].join('; ') };
}
