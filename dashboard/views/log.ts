import { h, type JSX } from 'preact';
import type { Verified } from '../../workflows/rollout/status.ts';
import type { LogEntry } from '../model/log.ts';
import { Moment } from './clock.ts';

/** What happened, and who asked for what and why, the newest first. */
export const Log = ({ log }: { readonly log: readonly LogEntry[] }): JSX.Element =>
  h('section', { class: 'log', 'aria-label': 'Log' }, [
    h('h2', null, 'Log'),
    h(
      'ol',
      null,
      log.map((entry) => h(Entry, { key: `${entry.at} ${entry.what}`, entry })),
    ),
  ]);

const Proven = ({ from, groups }: Verified): JSX.Element =>
  h(
    'span',
    { class: 'proven' },
    ` (verified${groups.map((group) => `, ${group}`).join('')}, from ${from}): `,
  );

const Entry = ({
  entry: { at, kind, what, times, by, reason, refused, verified },
}: {
  readonly entry: LogEntry;
}): JSX.Element =>
  h('li', { class: refused === undefined ? kind : `${kind} refused` }, [
    h(Moment, { at }),
    h('div', null, [
      by === undefined ? null : h('b', null, by),
      by === undefined ? null : verified ? h(Proven, verified) : ': ',
      h('span', { class: 'what' }, what),
      reason === undefined ? null : h('span', { class: 'reason' }, `, ${reason}`),
      times === undefined ? null : h('span', { class: 'times' }, ` (${times} times)`),
      refused === undefined ? null : h('p', { class: 'refusal' }, `refused: ${refused}`),
    ]),
  ]);
