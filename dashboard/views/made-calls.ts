import { h, type JSX } from 'preact';
import type { CallLine } from '../model/made-calls.ts';
import { Moment } from './clock.ts';

/** What a rollout has changed in AWS, behind a fold. */
export function MadeCalls({ calls }: { readonly calls: readonly CallLine[] }): JSX.Element | null {
  if (calls.length === 0) return null;
  const failed = calls.filter(({ failure }) => failure !== undefined).length;
  return h('section', { class: 'calls', 'aria-label': 'AWS calls' }, [
    h('h2', null, 'AWS calls'),
    h('details', null, [
      h('summary', null, [
        `${calls.length} that changed something`,
        failed > 0 ? h('span', { class: 'failed' }, `, ${failed} failed`) : null,
      ]),
      h(
        'ol',
        null,
        calls.map((call, i) => h(OneCall, { key: calls.length - i, call })),
      ),
    ]),
  ]);
}

const OneCall = ({ call: { at, name, told, by, failure } }: { readonly call: CallLine }): JSX.Element =>
  h('li', { class: failure === undefined ? '' : 'failed' }, [
    h(Moment, { at }),
    h('div', null, [
      h('code', null, name),
      h('small', null, ` by ${by}`),
      told === '' ? null : h('p', null, told),
      failure === undefined ? null : h('p', { class: 'failure' }, failure),
    ]),
  ]);
