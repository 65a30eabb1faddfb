import { Trouble } from '../../client/trouble.ts';
import { rolloutOwner } from '../../workflows/messages.ts';
import { maySee, type Viewer } from '../model/viewer.ts';
import type { Rollouts } from './rollouts.ts';

/** Lists of rollouts. */
export type Lists = Pick<Rollouts, 'list' | 'count'>;

/** Lists as somebody may see them. How many there are in all is told to nobody who may not see all. */
export function visibleTo(rollouts: Lists, viewer: Viewer): Lists {
  if (seesAll(viewer)) return rollouts;
  return {
    async list(...given) {
      const { found, next } = await rollouts.list(...given);
      return { found: found.filter(({ info }) => maySeeRun(viewer, info.workflowId)), next };
    },
    count: () => Promise.reject(new Trouble('refused', 'it is not told how many there are in all')),
  };
}

const seesAll = ({ grants }: Viewer): boolean =>
  grants === undefined ||
  grants.some(({ environments, services }) => environments.includes('*') && services.includes('*'));

function maySeeRun(viewer: Viewer, workflowId: string): boolean {
  const owner = rolloutOwner(workflowId);
  return owner !== undefined && maySee(viewer, owner);
}
