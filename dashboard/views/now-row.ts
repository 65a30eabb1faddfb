import { h, type ComponentChildren, type JSX } from 'preact';
import type { RowModel } from '../model/row.ts';
import { address } from './address.ts';
import { EvidenceBar, TrafficBar } from './bars.ts';
import { Countdown, Distance } from './clock.ts';
import { StepDots } from './step-dots.ts';
import { VersionChange } from './versions.ts';
import { WhoActs } from './who-acts.ts';

/** A service and its latest rollout; the whole of it leads to the rollout's page. */
export function NowRow({ row }: { readonly row: RowModel }): JSX.Element {
  const { environment, service, runId, running, tone, state, acting } = row;
  return h(
    'li',
    { class: `row ${tone} ${running ? 'running' : 'ended'}`, 'data-rollout': `${environment}/${service}` },
    [
      h('div', { class: 'who' }, [
        h(
          'a',
          { class: 'service', href: address.rollout(environment, service, running ? undefined : runId) },
          [h('span', { class: 'environment' }, `${environment}/`), service],
        ),
        h(VersionChange, row),
      ]),
      h('div', { class: 'state' }, [
        h('span', { class: `badge ${tone}` }, state),
        h('span', { class: 'sentence' }, sentenceOf(row)),
        acting.kind === 'person' ? h(WhoActs, { acting }) : null,
      ]),
      running
        ? h('div', { class: 'left' }, row.until === undefined ? '' : h(Countdown, { until: row.until }))
        : ended(row),
      h('div', { class: 'progress' }, [
        running && row.traffic ? labelled('traffic', h(TrafficBar, row.traffic)) : null,
        row.steps.length > 0 ? labelled('steps', h(StepDots, { steps: row.steps })) : null,
        running && row.evidence ? labelled('evidence', h(EvidenceBar, row.evidence)) : null,
      ]),
    ],
  );
}

const sentenceOf = ({ running, sentence, trouble }: RowModel): ComponentChildren =>
  trouble !== undefined
    ? h('span', { class: 'trouble' }, trouble)
    : sentence === undefined
      ? null
      : `${running ? 'waits for ' : ''}${sentence}`;

const labelled = (label: string, content: JSX.Element): JSX.Element =>
  h('div', { class: 'measure' }, [h('span', { class: 'label' }, label), content]);

const ended = ({ ended: at }: RowModel): JSX.Element =>
  h('div', { class: 'left' }, at === undefined ? null : h(Distance, { at }));
