import { h, type JSX } from 'preact';
import { wordOf } from '../../workflows/rollout/word-of.ts';
import { PHASES } from '../../workflows/rollout/status.ts';
import type { GroupModel, NowFilter, NowModel } from '../model/now.ts';
import { address } from './address.ts';
import { NowRow } from './now-row.ts';

/** A row a service: what waits for people first, then what runs, then what has ended. */
export function NowPage({ model: { groups, filter, by } }: { readonly model: NowModel }): JSX.Element {
  const rows = groups.flatMap((group) => group.rows);
  return h('div', { class: 'now' }, [
    h('div', { class: 'heading' }, [
      h('h1', null, 'Now'),
      h('p', { class: 'counts' }, groups.map(count)),
      h(Filter, {
        filter,
        by,
        environments: [...new Set(rows.map(({ environment }) => environment))].sort(),
      }),
    ]),
    rows.length === 0 ? h(Nothing, { filter }) : null,
    ...groups.map((group) => h(Group, { key: group.name, group, filter })),
  ]);
}

/** Waiting ones run, too: Temporal counts them among those. */
const count = ({ name, total, rows }: GroupModel, _i: number, all: readonly GroupModel[]): JSX.Element => {
  const waiting = name === 'running' ? (all.find((each) => each.name === 'waiting')?.total ?? 0) : 0;
  const known = Math.max(rows.length, (total ?? 0) - waiting);
  return h(
    'span',
    { class: name === 'waiting' && known > 0 ? 'count waiting' : 'count' },
    `${known} ${COUNTED[name]}`,
  );
};

const COUNTED = { waiting: 'waiting for people', running: 'running', ended: 'ended' } as const;
const TITLES = { waiting: 'Waiting for people', running: 'Running', ended: 'Ended' } as const;

interface GroupProps {
  readonly group: GroupModel;
  readonly filter: NowFilter;
}

const Group = ({ group: { name, rows, next }, filter }: GroupProps): JSX.Element | null =>
  rows.length === 0 && next === undefined
    ? null
    : h('section', { 'aria-label': TITLES[name] }, [
        h('h2', null, TITLES[name]),
        h(
          'ul',
          { class: 'rows' },
          rows.map((row) => h(NowRow, { key: `${row.environment}/${row.service}`, row })),
        ),
        h('p', { class: 'pages' }, [
          filter.after === undefined
            ? null
            : h('a', { href: address.now({ ...filter, after: undefined }) }, 'From the first'),
          next === undefined
            ? null
            : h('a', { href: address.now({ ...filter, show: name, after: next }), rel: 'next' }, 'More'),
        ]),
      ]);

function Filter({
  filter,
  by,
  environments,
}: Pick<NowModel, 'filter' | 'by'> & { readonly environments: readonly string[] }): JSX.Element {
  const { environment, phase, startedBy, show } = filter;
  const names = [...new Set([...environments, ...(environment === undefined ? [] : [environment])])];
  const people = [by, ...(startedBy === undefined || startedBy === by ? [] : [startedBy])];
  return h('form', { class: 'filter', method: 'get', action: '/', role: 'search' }, [
    choice(
      'environment',
      'all environments',
      names.map((name) => [name, name]),
      environment,
    ),
    choice(
      'phase',
      'all phases',
      PHASES.map((each) => [each, wordOf(each)]),
      phase,
    ),
    choice(
      'by',
      'by anybody',
      people.map((name) => [name, name === by ? 'mine' : `by ${name}`]),
      startedBy,
    ),
    show === undefined ? null : h('input', { type: 'hidden', name: 'show', value: show }),
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
      Object.values(filter).every((each) => each === undefined) ? 'No rollout yet.' : 'No such rollout.',
    ),
    h('p', null, ['Start one with ', h('code', null, 'serin start -f rollout.yaml'), '.']),
  ]);
