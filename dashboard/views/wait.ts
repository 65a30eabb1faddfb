import { h, type JSX } from 'preact';
import type { RolloutModel } from '../model/rollout.ts';
import { Countdown, Moment } from './clock.ts';
import { WhoActs } from './who-acts.ts';

/** One sentence that says what a rollout waits for, until when, and what to type for it; or how it ended. */
export function WaitingFor({ model }: { readonly model: RolloutModel }): JSX.Element {
  const { running, sentence, until, acting, troubles, warnings, commands } = model;
  return h('section', { class: 'wait', 'aria-label': running ? 'What it waits for' : 'How it ended' }, [
    h('div', { class: 'says' }, [
      h('p', { class: 'sentence' }, [
        running ? 'Waits for ' : null,
        sentence,
        until === undefined ? null : [', until ', h(Moment, { at: until })],
      ]),
      h(WhoActs, { acting }),
      ...troubles.map((trouble) => h('p', { class: 'trouble' }, trouble)),
      ...warnings.map((warning) => h('p', { class: 'warning' }, `Left to clean up: ${warning}`)),
      h(
        'ul',
        { class: 'commands', 'aria-label': 'What can be typed next' },
        commands.map((command) => h('li', null, h('code', null, command))),
      ),
    ]),
    until === undefined ? null : h(Countdown, { until }),
  ]);
}
