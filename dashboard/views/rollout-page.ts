import { h, type JSX } from 'preact';
import type { RolloutModel } from '../model/rollout.ts';
import { Actions } from './actions.ts';
import { address } from './address.ts';
import { FactList } from './facts.ts';
import { Log } from './log.ts';
import { MadeCalls } from './made-calls.ts';
import { Plots } from './plots.ts';
import { Steps } from './steps.ts';
import { Verdicts } from './verdicts.ts';
import { VersionChange } from './versions.ts';
import { WaitingFor } from './wait.ts';

/** All there is to see of one rollout: what it waits for, its steps, its plots, and why it went as it did. */
export const RolloutPage = ({ model }: { readonly model: RolloutModel }): JSX.Element =>
  h('article', { class: `rollout ${model.tone}` }, [
    h('div', { class: 'heading' }, [
      h('h1', null, [h('span', { class: 'environment' }, `${model.environment}/`), model.service]),
      h(VersionChange, model),
      h('span', { class: `badge ${model.tone}` }, model.state),
      h('a', { class: 'to-history', href: address.history(model.environment, model.service) }, 'History'),
    ]),
    h(WaitingFor, { model }),
    h(Actions, { model }),
    h(Steps, { model }),
    h('div', { class: 'columns' }, [
      h(Plots, { model }),
      h('div', { class: 'beside' }, [h(FactList, { model }), h(Verdicts, { verdicts: model.verdicts })]),
    ]),
    h(Log, { log: model.log }),
    h(MadeCalls, { calls: model.calls }),
  ]);
