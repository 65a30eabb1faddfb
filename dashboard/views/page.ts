import { h, type JSX } from 'preact';
import type { CompareModel } from '../model/compare.ts';
import type { HistoryModel } from '../model/history.ts';
import type { NowModel } from '../model/now.ts';
import type { PlanModel } from '../model/plan.ts';
import type { RolloutModel } from '../model/rollout.ts';
import { ComparePage } from './compare-page.ts';
import { HistoryPage } from './history-page.ts';
import { NowPage } from './now-page.ts';
import { PlanPage } from './plan-page.ts';
import { RolloutPage } from './rollout-page.ts';

/** What a page shows, as data: the server draws it first, and the page's script again whenever it changes. */
export type Page =
  | { readonly kind: 'now'; readonly model: NowModel }
  | { readonly kind: 'rollout'; readonly model: RolloutModel }
  | { readonly kind: 'history'; readonly model: HistoryModel }
  | { readonly kind: 'compare'; readonly model: CompareModel }
  | { readonly kind: 'plan'; readonly model: PlanModel }
  | {
      readonly kind: 'trouble';
      readonly model: { readonly at: string; readonly title: string; readonly what: string };
    };

/** The part of a page that its model decides. */
export function Body({ page }: { readonly page: Page }): JSX.Element {
  switch (page.kind) {
    case 'now':
      return h(NowPage, { model: page.model });
    case 'rollout':
      return h(RolloutPage, { model: page.model });
    case 'history':
      return h(HistoryPage, { model: page.model });
    case 'compare':
      return h(ComparePage, { model: page.model });
    case 'plan':
      return h(PlanPage, { model: page.model });
    case 'trouble':
      return h('div', { class: 'nothing' }, [h('h1', null, page.model.title), h('p', null, page.model.what)]);
  }
}

/** What the browser's tab says. */
export function titleOf(page: Page): string {
  switch (page.kind) {
    case 'now': {
      const waiting = page.model.groups.find(({ name }) => name === 'waiting')?.rows.length ?? 0;
      return waiting > 0 ? `(${waiting}) Now · Serin` : 'Now · Serin';
    }
    case 'rollout':
      return `${page.model.service}: ${page.model.state} · Serin`;
    case 'history':
      return `History of ${page.model.service} · Serin`;
    case 'compare':
      return `Two rollouts of ${page.model.service} · Serin`;
    case 'plan':
      return 'Plan · Serin';
    case 'trouble':
      return `${page.model.title} · Serin`;
  }
}
