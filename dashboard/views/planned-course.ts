import { h, type JSX } from 'preact';
import { durationText } from '../../client/render/duration.ts';
import type { PlannedModel, StageModel } from '../model/plan.ts';
import { CourseDrawing } from './course-drawing.ts';
import { DayDrawing } from './day-drawing.ts';
import { Simulated } from './simulated.ts';
import { Steps } from './steps.ts';
import { VersionChange } from './versions.ts';

/** What a rollout would do, stage by stage, and how it would go. */
export function PlannedCourse({ planned }: { readonly planned: PlannedModel }): JSX.Element {
  const {
    environment,
    service,
    stable,
    version,
    image,
    obstacle,
    sentences,
    stages,
    simulated,
    plots,
    dayPlots,
  } = planned;
  const steps = planned.steps.map((step) => ({
    ...step,
    gate: step.gate,
    state: 'to come' as const,
    verdict: undefined,
  }));
  return h('div', { class: 'planned' }, [
    h('section', { class: 'what', 'aria-label': 'What it would do' }, [
      h('h2', null, [`${environment}/${service} `, h(VersionChange, { stable, canary: version })]),
      h('p', null, h('code', null, image)),
      obstacle === undefined ? null : h('p', { class: 'trouble' }, `It would end here: ${obstacle}`),
      h(Steps, { model: { steps } }),
      h(
        'ul',
        { class: 'sentences' },
        sentences.map((sentence) => h('li', null, sentence)),
      ),
    ]),
    h(
      'div',
      { class: 'plots' },
      plots.map((course) => h(CourseDrawing, { key: course.plot.title, course })),
    ),
    h(Simulated, { simulated }),
    h(
      'div',
      { class: 'plots' },
      dayPlots.map((day) => h(DayDrawing, { key: day.plot.title, day })),
    ),
    stages.length === 0
      ? null
      : h('section', { class: 'stages', 'aria-label': 'Stages' }, [
          h('h2', null, 'Stages and AWS calls'),
          h('ol', null, stages.map(OneStage)),
        ]),
  ]);
}

const OneStage = ({ what, afterSeconds, traffic, calls }: StageModel): JSX.Element =>
  h('li', null, [
    h('span', { class: 'when' }, afterSeconds < 0 ? 'at once' : `ready + ${durationText(afterSeconds)}`),
    h('div', null, [
      h('b', null, what),
      traffic === undefined ? null : h('p', { class: 'reason' }, traffic),
      calls.length === 0
        ? null
        : h('details', null, [
            h('summary', null, calls.length === 1 ? '1 call' : `${calls.length} calls`),
            h(
              'ul',
              null,
              calls.map(({ name, told }) =>
                h('li', null, [h('code', null, name), ' ', h('small', null, told)]),
              ),
            ),
          ]),
    ]),
  ]);
