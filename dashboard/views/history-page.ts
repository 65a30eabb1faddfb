import { h, type JSX } from 'preact';
import { durationText } from '../../client/render/duration.ts';
import type { HistoryModel, PastRollout } from '../model/history.ts';
import { address } from './address.ts';
import { Moment } from './clock.ts';
import { shortNumber } from './numbers.ts';
import { VersionChange } from './versions.ts';

/** What became of a service's rollouts, and what they come to. */
export function HistoryPage({ model }: { readonly model: HistoryModel }): JSX.Element {
  const { environment, service, rollouts, figures } = model;
  const longest = Math.max(1, ...rollouts.map(({ seconds = 0 }) => seconds));
  return h('div', { class: 'history' }, [
    h('div', { class: 'heading' }, [
      h('h1', null, [
        'History of ',
        h('a', { href: address.rollout(environment, service) }, `${environment}/${service}`),
      ]),
    ]),
    h('dl', { class: 'figures' }, [
      ...figure('rollouts', `${rollouts.length}`),
      ...figure(
        'change-failure rate',
        figures.changeFailureRate === undefined
          ? undefined
          : `${Math.round(100 * figures.changeFailureRate)} %`,
      ),
      ...figure('time to restore', inTime(figures.restoreSeconds)),
      ...figure('time to promote', inTime(figures.promotedSeconds)),
    ]),
    h('form', { method: 'get', action: address.compare(environment, service) }, [
      h('div', { class: 'table', tabIndex: 0, role: 'region', 'aria-label': 'Rollouts' }, [
        h('table', null, [
          h(
            'thead',
            null,
            h(
              'tr',
              null,
              [...(rollouts.length > 1 ? ['A, B'] : []), ...COLUMNS].map((name) =>
                h('th', { scope: 'col' }, name),
              ),
            ),
          ),
          h(
            'tbody',
            null,
            rollouts.map((each, i) =>
              h(Past, {
                key: each.runId,
                environment,
                service,
                each,
                longest,
                place: rollouts.length > 1 ? i : undefined,
              }),
            ),
          ),
        ]),
      ]),
      rollouts.length > 1 ? h('p', { class: 'compared' }, h('button', null, 'Compare A with B')) : null,
    ]),
    rollouts.length === 0 ? h('p', { class: 'none' }, 'There is none any more.') : null,
  ]);
}

const COLUMNS = ['started', 'versions', 'outcome', 'took', 'reached', 'failed requests', 'people'];

const inTime = (seconds: number | undefined): string | undefined =>
  seconds === undefined ? undefined : durationText(seconds);

const figure = (name: string, value: string | undefined): JSX.Element[] => [
  h('div', { class: 'figure' }, [h('dt', null, name), h('dd', null, value ?? 'unknown')]),
];

interface PastProps {
  readonly environment: string;
  readonly service: string;
  readonly each: PastRollout;
  readonly longest: number;
  /** Its place among others that it can be compared with. */
  readonly place: number | undefined;
}

function Past({ environment, service, each, longest, place }: PastProps): JSX.Element {
  const { runId, version, stable, started, seconds, outcome, tone, reason, reached, canary, people } = each;
  return h('tr', { class: tone }, [
    place === undefined
      ? null
      : h('td', { class: 'choice' }, [choice('a', each, place === 1), choice('b', each, place === 0)]),
    h('td', null, h('a', { href: address.rollout(environment, service, runId) }, h(Moment, { at: started }))),
    h('td', null, h(VersionChange, { stable, canary: version })),
    h('td', null, [h('span', { class: `badge ${tone}` }, outcome), h('p', { class: 'reason' }, reason)]),
    h(
      'td',
      { class: 'took' },
      seconds === undefined ? '' : [durationText(seconds), h(Span, { fraction: seconds / longest, tone })],
    ),
    h('td', null, reached === undefined ? '' : `${reached} %`),
    h('td', null, canary ? `${shortNumber(canary.failed)} of ${shortNumber(canary.requests)}` : ''),
    h('td', null, people.join(', ')),
  ]);
}

const Span = ({ fraction, tone }: { readonly fraction: number; readonly tone: string }): JSX.Element =>
  h(
    'svg',
    { class: `span ${tone}`, 'aria-hidden': 'true' },
    h('rect', { width: `${(100 * fraction).toFixed(1)}%`, height: '100%' }),
  );

const choice = (name: 'a' | 'b', { runId, version }: PastRollout, isChosen: boolean): JSX.Element =>
  h('input', {
    type: 'radio',
    name,
    value: runId,
    defaultChecked: isChosen,
    title: name.toUpperCase(),
    'aria-label': `${name.toUpperCase()}: ${version ?? runId}`,
  });
