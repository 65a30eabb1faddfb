import { h, type JSX } from 'preact';
import { wordOf } from '../../workflows/rollout/word-of.ts';
import type { VerdictRecord } from '../../workflows/rollout/status.ts';
import { Moment } from './clock.ts';
import { Sign } from './signs.ts';
import { shortNumber } from './numbers.ts';

/** What the judge found, the newest first, with its numbers and queries behind a fold. */
export const Verdicts = ({ verdicts }: { readonly verdicts: readonly VerdictRecord[] }): JSX.Element =>
  h('section', { class: 'verdicts', 'aria-label': 'Verdicts' }, [
    h('h2', null, 'Verdicts'),
    verdicts.length === 0
      ? h('p', { class: 'none' }, 'None yet.')
      : h(
          'ol',
          null,
          verdicts.map((verdict) => h(OneVerdict, { key: verdict.at, verdict })),
        ),
  ]);

function OneVerdict({ verdict }: { readonly verdict: VerdictRecord }): JSX.Element {
  const { at, weight, kind, reason, ledTo, numbers, source, queries = [] } = verdict;
  return h('li', { class: `verdict ${kind}` }, [
    h('p', { class: 'head' }, [
      h('span', { class: `found ${kind}` }, kind),
      h('span', null, `at ${weight} %`),
      h('span', { class: 'led' }, [h(Sign, { name: 'arrow' }), wordOf(ledTo)]),
      h(Moment, { at }),
    ]),
    h('p', { class: 'reason' }, reason),
    h('details', null, [
      h('summary', null, queries.length > 0 ? 'Numbers and queries' : 'Numbers'),
      source === undefined ? null : h('p', null, source),
      h(
        'dl',
        { class: 'numbers' },
        Object.entries(numbers).flatMap(([name, value]) => [
          h('dt', null, name),
          h('dd', null, shortNumber(value)),
        ]),
      ),
      ...queries.map((query) => h('pre', { tabIndex: 0 }, query)),
    ]),
  ]);
}
