import { createContext, h, type ComponentChildren, type FunctionComponent, type JSX } from 'preact';
import { useContext } from 'preact/hooks';
import type { ActionModel } from '../model/actions.ts';
import type { RolloutModel } from '../model/rollout.ts';
import { address } from './address.ts';

/** How a page's forms are sent. */
export interface Sending {
  /** Proves that a form is of a page of this server. */
  readonly token: string;
  /** Names a command, so that a double press is one. */
  readonly id: string;
  /** What became of the last command. */
  readonly notice?: Notice | undefined;
  /** Sends a form in place of the browser. */
  readonly send?: (event: SubmitEvent) => void;
  /** Takes a file from the reader's machine, which needs the page's script. */
  readonly fileInput?: FunctionComponent;
}

export interface Notice {
  readonly kind: 'taken' | 'refused';
  readonly text: string;
}

export const SendingContext = createContext<Sending>({ token: '', id: '' });

/** What a person can ask of a rollout, each with a reason; what is not possible says why. */
export function Actions({ model }: { readonly model: RolloutModel }): JSX.Element {
  const { notice } = useContext(SendingContext);
  const refusals = new Map(model.actions.map(({ action, refusal }) => [action, refusal]));
  const single = model.actions.filter(
    ({ action, refusal }) => refusal !== undefined || !ASKS_MORE.has(action),
  );
  return h('section', { class: 'actions', 'aria-label': 'Actions' }, [
    h('p', { class: `notice ${notice?.kind ?? ''}`, role: 'status' }, notice?.text),
    model.actions.length === 0
      ? null
      : h(CommandForm, { model }, [
          h(ReasonInput, null),
          h(
            'div',
            { class: 'buttons' },
            single.map((each) => h(ActionButton, { key: each.action, ...each })),
          ),
        ]),
    refusals.has('setWeight') && refusals.get('setWeight') === undefined
      ? h('details', null, [
          h('summary', null, 'Set a weight'),
          h(CommandForm, { model }, [
            h('input', {
              name: 'weight',
              type: 'number',
              min: 0,
              max: 100,
              required: true,
              'aria-label': 'percent',
            }),
            h(ReasonInput, null),
            h(ActionButton, { action: 'setWeight', refusal: undefined }),
          ]),
        ])
      : null,
    refusals.has('promoteAll') && refusals.get('promoteAll') === undefined
      ? h('details', null, [
          h('summary', null, 'Promote to 100 %, skipping the remaining bakes'),
          h(CommandForm, { model }, [
            h('input', {
              name: 'confirm',
              required: true,
              autocomplete: 'off',
              placeholder: `Type ${model.service}`,
              'aria-label': 'name of the service',
            }),
            h(ReasonInput, null),
            h(ActionButton, { action: 'promoteAll', refusal: undefined }),
          ]),
        ])
      : null,
  ]);
}

/** What asks for more than a reason has a form of its own, where it is possible. */
const ASKS_MORE: ReadonlySet<ActionModel['action']> = new Set(['setWeight', 'promoteAll']);

const ReasonInput = (): JSX.Element =>
  h('input', {
    name: 'reason',
    required: true,
    maxLength: 300,
    placeholder: 'Why?',
    'aria-label': 'reason',
  });

const LABELS: Readonly<Record<ActionModel['action'], string>> = {
  approve: 'Approve',
  pause: 'Pause',
  resume: 'Resume',
  promoteStep: 'Promote this step',
  promoteAll: 'Promote all',
  setWeight: 'Set weight',
  abort: 'Abort',
  undo: 'Undo',
};

/** An abort does not wait for a reason to be typed. */
const ActionButton = ({ action, refusal }: ActionModel): JSX.Element =>
  h('span', { class: 'action' }, [
    h(
      'button',
      {
        name: 'action',
        value: action,
        class: action,
        disabled: refusal !== undefined,
        formNoValidate: action === 'abort',
      },
      LABELS[action],
    ),
    refusal === undefined ? null : h('small', null, refusal),
  ]);

interface FormProps {
  readonly model: RolloutModel;
  readonly children?: ComponentChildren;
}

function CommandForm({
  model: { environment, service, stepNumber, firstRunId },
  children,
}: FormProps): JSX.Element {
  const { token, id, send } = useContext(SendingContext);
  return h(
    'form',
    { method: 'post', action: `${address.rollout(environment, service)}/commands`, onSubmit: send as never },
    [
      h('input', { type: 'hidden', name: 'token', value: token }),
      h('input', { type: 'hidden', name: 'id', value: id }),
      h('input', { type: 'hidden', name: 'run', value: firstRunId }),
      stepNumber === undefined
        ? null
        : h('input', { type: 'hidden', name: 'expectedStep', value: stepNumber }),
      children,
    ],
  );
}
