import { h, type JSX } from 'preact';
import type { StepModel } from '../model/steps.ts';

type Dot = Pick<StepModel, 'weight' | 'state' | 'gate'>;

/** The steps of a rollout as dots; a gate is a bar behind its step. More than a row holds are told in a word. */
export function StepDots({ steps }: { readonly steps: readonly Dot[] }): JSX.Element | null {
  if (steps.length === 0) return null;
  const under = steps.findIndex(({ state }) => state === 'under way' || state === 'left');
  const done = steps.filter(({ state }) => state === 'done').length;
  const label = under < 0 ? `${done} of ${steps.length} steps done` : `step ${under + 1} of ${steps.length}`;
  if (steps.length > MOST) return h('span', { class: 'steps-text' }, label);
  return h(
    'span',
    { class: 'dots', role: 'img', 'aria-label': label },
    steps.flatMap(({ weight, state, gate }) => [
      h('i', { class: `dot ${classOf(state)}`, title: `${weight} %: ${state}` }),
      gate ? h('i', { class: 'gate', title: 'asks for approval' }) : null,
    ]),
  );
}

/** So many dots fit beside each other on a phone. */
const MOST = 14;

/** A state as the name of a class. */
export const classOf = (state: StepModel['state']) => CLASSES[state];

const CLASSES = { done: 'done', 'under way': 'under-way', left: 'left', 'to come': 'to-come' } as const;
