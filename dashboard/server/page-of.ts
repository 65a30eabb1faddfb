import type { RolloutView } from '../../client/rollouts/view.ts';
import { watchedVerdict } from '../../client/render/evidence-text.ts';
import type { Verdict } from '../../workflows/rollout/judge/verdict.ts';
import type { Owner } from '../../workflows/rollout/owner.ts';
import { compareModel } from '../model/compare.ts';
import { historyModel } from '../model/history.ts';
import { nowModel, type NowFilter } from '../model/now.ts';
import type { Viewer } from '../model/viewer.ts';
import { rolloutModel } from '../model/rollout.ts';
import type { Page } from '../views/page.ts';
import { foundGroups } from './found-groups.ts';
import { pageLinks } from './links.ts';
import type { Settings } from './settings.ts';
import { knownSoon } from './known-soon.ts';
import { tasksOf } from './tasks-of.ts';
import { visibleTo } from './visible.ts';

/** So many rollouts are listed on a page. */
const LISTED = 50;

/** Which page is meant, and of what. */
export type PageAddressed =
  | { readonly kind: 'now'; readonly filter: NowFilter }
  | { readonly kind: 'rollout'; readonly owner: Owner; readonly runId?: string }
  | { readonly kind: 'history'; readonly owner: Owner }
  | { readonly kind: 'compare'; readonly owner: Owner; readonly runs: readonly [string, string] };

/** The same, for whoever looks. */
export type PageWanted = PageAddressed & { readonly viewer: Viewer };

/** Makes pages of what rollouts tell. @throws Trouble as the rollouts do */
export function pagesOf({
  rollouts,
  temporalPages,
  console,
}: Pick<Settings, 'rollouts' | 'temporalPages' | 'console'>) {
  const trails = new Map<string, Verdict[]>();

  /** What a rollout's watches were seen to think, as long as it runs: they keep only the last of it. */
  function trailOf({ runId, running, attempts }: RolloutView): readonly Verdict[] {
    if (!running) trails.delete(runId);
    const seen = running ? watchedVerdict({ attempts }) : undefined;
    const trail = trails.get(runId) ?? [];
    if (seen && trail.at(-1)?.window.to !== seen.window.to) trails.set(runId, [...trail, seen].slice(-KEPT));
    return trail;
  }

  async function rolloutPage(owner: Owner, runId: string | undefined, viewer: Viewer): Promise<Page> {
    const view = await rollouts.view(owner, runId);
    // A page is whole without them, as where Temporal has forgotten the rollout.
    const [plan, acts] = await Promise.all([
      knownSoon(rollouts.plan?.(owner, view.runId).catch(() => undefined)),
      knownSoon(rollouts.acts?.(owner, view).catch(() => [])),
    ]);
    const now = new Date();
    const tasks = plan && (await tasksOf(rollouts, plan, view, now));
    const links = pageLinks(owner, view, { now, plan, tasks, temporalPages, console });
    const isLatest = runId === undefined;
    const seen = { links, plan, tasks, ...(acts && { acts }) };
    const around = { now, viewer, watched: trailOf(view), isLatest, ...seen };
    return { kind: 'rollout', model: rolloutModel(view, around) };
  }

  return async (wanted: PageWanted): Promise<Page> => {
    switch (wanted.kind) {
      case 'now': {
        const groups = await foundGroups(visibleTo(rollouts, wanted.viewer), wanted.filter);
        return { kind: 'now', model: nowModel(groups, wanted.filter, wanted.viewer.by, new Date()) };
      }
      case 'rollout':
        return rolloutPage(wanted.owner, wanted.runId, wanted.viewer);
      case 'compare': {
        const { owner, runs } = wanted;
        const [a, b] = await Promise.all([rollouts.view(owner, runs[0]), rollouts.view(owner, runs[1])]);
        return { kind: 'compare', model: compareModel([a, b], new Date()) };
      }
      case 'history': {
        const { environment, service } = wanted.owner;
        const { found } = await rollouts.list(wanted.owner, LISTED);
        return { kind: 'history', model: historyModel(environment, service, found, new Date()) };
      }
    }
  };
}

/** So many thoughts of a watch are kept. */
const KEPT = 500;
