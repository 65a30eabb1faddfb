import { h, type JSX } from 'preact';
import { approvers } from '../../workflows/rollout/steps.ts';
import { durationText } from '../../client/render/duration.ts';
import type { RolloutModel } from '../model/rollout.ts';
import type { StepModel } from '../model/steps.ts';
import { Sign } from './signs.ts';
import { classOf } from './step-dots.ts';

/** The steps beside each other, each with its weight, its bake, its gate and what was found. */
export const Steps = ({
  model: { steps },
}: {
  readonly model: Pick<RolloutModel, 'steps'>;
}): JSX.Element | null =>
  steps.length === 0
    ? null
    : h(
        'ol',
        { class: 'steps', 'aria-label': 'Steps', tabIndex: 0 },
        steps.map((step, i) => h(StepCard, { key: i, step })),
      );

function StepCard({
  step: { weight, bakeSeconds, gate, state, verdict },
}: {
  readonly step: StepModel;
}): JSX.Element {
  return h(
    'li',
    { class: `step ${classOf(state)}`, ...(state === 'under way' && { 'aria-current': 'step' }) },
    [
      h(Sign, { name: classOf(state) }),
      h('b', { class: 'weight' }, `${weight} %`),
      h('span', { class: 'bake' }, durationText(bakeSeconds)),
      gate ? h('span', { class: 'asks' }, `asks ${approvers(gate)}`) : null,
      h('span', { class: `found ${verdict ?? ''}` }, verdict ?? state),
    ],
  );
}
