import { h, type ComponentChildren, type JSX } from 'preact';
import type { RolloutModel } from '../model/rollout.ts';
import { Tasks } from './tasks.ts';
import { EvidenceBar, TrafficBar } from './bars.ts';

/** What is the case now: traffic, evidence, tasks, where the metrics come from, and where else to look. */
export function FactList({ model }: { readonly model: RolloutModel }): JSX.Element {
  const { traffic, evidence, metrics, links, plan, runId } = model;
  return h('section', { class: 'facts', 'aria-label': 'Facts' }, [
    h('h2', null, 'Facts'),
    h('dl', null, [
      ...(traffic ? fact('traffic', h(TrafficBar, traffic)) : []),
      ...(evidence ? fact('evidence', h(EvidenceBar, evidence)) : []),
      ...fact('tasks', h(Tasks, { model })),
      ...(metrics ? fact('metrics', metrics) : []),
      ...fact('run', h('code', null, runId)),
      ...(links.length > 0
        ? fact(
            'elsewhere',
            h(
              'ul',
              { class: 'links' },
              links.map(({ text, href }) => h('li', null, h('a', { href, rel: 'noreferrer' }, text))),
            ),
          )
        : []),
    ]),
    plan.length === 0
      ? null
      : h('details', { class: 'settled' }, [
          h('summary', null, 'Plan'),
          h(
            'dl',
            null,
            plan.flatMap(({ name, text }) => fact(name, text)),
          ),
        ]),
  ]);
}

const fact = (name: string, content: ComponentChildren): JSX.Element[] => [
  h('dt', null, name),
  h('dd', null, content),
];
