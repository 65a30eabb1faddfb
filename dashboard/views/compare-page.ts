import { h, type ComponentChildren, type JSX } from 'preact';
import { durationText } from '../../client/render/duration.ts';
import type { CompareModel, ComparedModel } from '../model/compare.ts';
import { address } from './address.ts';
import { Moment } from './clock.ts';
import { CourseDrawing } from './course-drawing.ts';
import { shortNumber } from './numbers.ts';
import { StepDots } from './step-dots.ts';
import { VersionChange } from './versions.ts';

/** Two rollouts of a service: what became of each, and how they went, from each one's first traffic on. */
export function ComparePage({ model }: { readonly model: CompareModel }): JSX.Element {
  const { environment, service, sides, plots } = model;
  return h('div', { class: 'compare' }, [
    h('div', { class: 'heading' }, [
      h('h1', null, [
        'Two rollouts of ',
        h('a', { href: address.history(environment, service) }, `${environment}/${service}`),
      ]),
    ]),
    h('div', { class: 'table', tabIndex: 0, role: 'region', 'aria-label': 'Both rollouts' }, [
      h('table', null, [
        h('thead', null, h('tr', null, [h('td', null), ...sides.map((side, i) => heading(model, side, i))])),
        h(
          'tbody',
          null,
          ROWS.map(([name, tell]) =>
            h('tr', null, [
              h('th', { scope: 'row' }, name),
              ...sides.map((side) => h('td', null, tell(side))),
            ]),
          ),
        ),
      ]),
    ]),
    h(
      'div',
      { class: 'plots' },
      plots.map((course) => h(CourseDrawing, { key: course.plot.title, course })),
    ),
  ]);
}

const heading = (
  { environment, service }: CompareModel,
  { runId, started }: ComparedModel,
  i: number,
): JSX.Element =>
  h('th', { scope: 'col' }, [
    `${'AB'[i]}: `,
    h(
      'a',
      { href: address.rollout(environment, service, runId) },
      started === undefined ? runId : h(Moment, { at: started }),
    ),
  ]);

const ROWS: readonly (readonly [string, (side: ComparedModel) => ComponentChildren])[] = [
  ['versions', ({ stable, version }) => h(VersionChange, { stable, canary: version })],
  ['outcome', ({ outcome, tone }) => h('span', { class: `badge ${tone}` }, outcome)],
  ['reason', ({ reason }) => reason],
  ['took', ({ seconds }) => durationText(seconds)],
  ['steps', ({ steps }) => h(StepDots, { steps })],
  ['reached', ({ reached }) => (reached === undefined ? '' : `${reached} %`)],
  [
    'failed requests',
    ({ canary }) => (canary ? `${shortNumber(canary.failed)} of ${shortNumber(canary.requests)}` : ''),
  ],
  ['people', ({ people }) => people.join(', ')],
];
