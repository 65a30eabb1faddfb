import { h, type JSX } from 'preact';
import { wordOf } from '../../workflows/rollout/word-of.ts';
import { PHASES } from '../../workflows/rollout/status.ts';
import type { NowFilter, NowModel } from '../model/now.ts';
import { NowRow } from './now-row.ts';

/** A row a service: what waits for people first, then what runs, then what has ended. */
export function NowPage({ model: { rows, filter, more } }: { readonly model: NowModel }): JSX.Element {
  const waiting = rows.filter(({ acting }) => acting.kind === 'person');
  const running = rows.filter((row) => row.running && !waiting.includes(row));
  const ended = rows.filter((row) => !row.running);
  return h('div', { class: 'now' }, [
    h('div', { class: 'heading' }, [
      h('h1', null, 'Now'),
      h('p', { class: 'counts' }, [
        h(
          'span',
          { class: waiting.length > 0 ? 'count waiting' : 'count' },
          `${waiting.length} waiting for people`,
        ),
        h('span', { class: 'count' }, `${running.length} running`),
        h('span', { class: 'count' }, `${ended.length} ended`),
      ]),
      h(Filter, { filter, environments: [...new Set(rows.map(({ environment }) => environment))].sort() }),
    ]),
    rows.length === 0 ? h(Nothing, { filter }) : null,
    h(Group, { title: 'Waiting for people', rows: waiting }),
    h(Group, { title: 'Running', rows: running }),
    h(Group, { title: 'Ended', rows: ended }),
    more ? h('p', { class: 'more' }, 'There are more: narrow the list by environment or phase.') : null,
  ]);
}

const Group = ({
  title,
  rows,
}: {
  readonly title: string;
  readonly rows: NowModel['rows'];
}): JSX.Element | null =>
  rows.length === 0
    ? null
    : h('section', { 'aria-label': title }, [
        h('h2', null, title),
        h(
          'ul',
          { class: 'rows' },
          rows.map((row) => h(NowRow, { key: `${row.environment}/${row.service}`, row })),
        ),
      ]);

function Filter({
  filter,
  environments,
}: {
  readonly filter: NowFilter;
  readonly environments: readonly string[];
}): JSX.Element {
  const names = [
    ...new Set([...environments, ...(filter.environment === undefined ? [] : [filter.environment])]),
  ];
  return h('form', { class: 'filter', method: 'get', action: '/', role: 'search' }, [
    choice(
      'environment',
      'all environments',
      names.map((name) => [name, name]),
      filter.environment,
    ),
    choice(
      'phase',
      'all phases',
      PHASES.map((phase) => [phase, wordOf(phase)]),
      filter.phase,
    ),
    h('button', { type: 'submit' }, 'Filter'),
  ]);
}

const choice = (
  name: string,
  all: string,
  options: readonly (readonly [string, string])[],
  chosen = '',
): JSX.Element =>
  h('select', { name, 'aria-label': name }, [
    h('option', { value: '', selected: chosen === '' }, all),
    ...options.map(([value, text]) => h('option', { value, selected: chosen === value }, text)),
  ]);

const Nothing = ({ filter }: { readonly filter: NowFilter }): JSX.Element =>
  h('div', { class: 'nothing' }, [
    h(
      'p',
      null,
      filter.environment === undefined && filter.phase === undefined ? 'No rollout yet.' : 'No such rollout.',
    ),
    h('p', null, ['Start one with ', h('code', null, 'serin start -f rollout.yaml'), '.']),
  ]);
