import { workflowInfo } from '@temporalio/workflow';
import { refusing } from '../outcome.ts';
import { finding } from '../proxies.ts';
import { askedStart, type AskedStart, type LockedStart, type Start } from '../rollout/start.ts';
import type { TrafficSplit } from '../rollout/traffic-split.ts';
import { mend } from './mend.ts';
import type { Weighted } from './weighted.ts';

/** A start that is no refusal. */
type Beginning = Exclude<Start, { readonly kind: 'refuse' }>;

/**
 * Holds what the router changes, finds out who serves, and mends what an earlier rollout left. Refuses, before anything is made, what would
 * take over or remove what no rollout of its service made. Answers the stable version, if there is one.
 */
export async function begin(weighted: Weighted, found?: LockedStart): Promise<string | undefined> {
  const { plan, progress } = weighted;
  const { start, live } = found
    ? remember(weighted, found)
    : await holdAndFind(weighted, askedStart(plan, weighted));
  switch (start.kind) {
    case 'firstDeployment':
      progress.note('first deployment: no version serves yet, so it gets all traffic in one step');
      return undefined;
    case 'mend':
      progress.note(start.reason);
      await mend(weighted, start.stable, live);
      return start.stable;
    case 'canary':
      progress.status.stable = start.stable;
      progress.want(live);
      return start.stable;
  }
}

/** Holds what the router changes, before anything of it is read, and finds out how to begin; refused while another rollout changes it. */
export async function holdAndFind(weighted: Weighted, asked: AskedStart): Promise<Remembered> {
  weighted.progress.waitFor('the router and the version record to be read');
  return remember(weighted, await finding.lockAndFindStart(asked, workflowInfo().firstExecutionRunId));
}

interface Remembered {
  readonly start: Beginning;
  readonly live: TrafficSplit;
}

/**
 * Remembers what the way back needs: the router, the service that stays, and what is owned by its physical id, so that the rollout knows it
 * again whatever becomes of its tags.
 */
function remember({ progress, memory }: Weighted, found: LockedStart): Remembered {
  const { start, live, whose, home } = found;
  memory.locks = found.locks;
  memory.router = found.memory;
  memory.stableIsScaled = found.isScaled !== false;
  memory.replaced = found.replaced;
  if (home) {
    const { service: _, ...running } = home;
    memory.home = { ...running, isGiven: false };
    progress.status.stableRuns = home.version;
  }
  for (const [version, each] of Object.entries(whose))
    if (each.kind === 'owned') memory.made.set(version, each.id);
  progress.readBack(live);
  if (start.kind === 'refuse') throw refusing(start.reason);
  return { start, live };
}
