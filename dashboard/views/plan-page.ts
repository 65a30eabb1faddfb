import { h, type JSX } from 'preact';
import { useContext } from 'preact/hooks';
import type { PlanModel } from '../model/plan.ts';
import { SendingContext } from './actions.ts';
import { address } from './address.ts';
import { PlannedCourse } from './planned-course.ts';

/** A rollout that has not begun: what is wrong with its file, what it would do, and how it would go. */
export function PlanPage({
  model: { asked, findings, planned },
}: {
  readonly model: PlanModel;
}): JSX.Element {
  const { notice } = useContext(SendingContext);
  return h('div', { class: 'plan' }, [
    h('div', { class: 'heading' }, [
      h('h1', null, 'Plan'),
      h(
        'p',
        null,
        'What a rollout would find and do, by its deployment file. Nothing is started, nothing is written.',
      ),
    ]),
    notice ? h('p', { class: `notice ${notice.kind}`, role: 'status' }, notice.text) : null,
    h(PlanForm, { asked }),
    findings.length === 0
      ? null
      : h('section', { 'aria-label': 'Findings' }, [
          h('h2', null, 'Findings'),
          h('ul', { class: 'findings' }, findings.map(OneFinding)),
        ]),
    planned ? h(PlannedCourse, { planned }) : null,
  ]);
}

function PlanForm({ asked }: Pick<PlanModel, 'asked'>): JSX.Element {
  const { token, fileInput: FileInput } = useContext(SendingContext);
  return h('form', { class: 'ask', method: 'post', action: address.plan }, [
    h('input', { type: 'hidden', name: 'token', value: token }),
    FileInput ? h(FileInput, null) : null,
    h('textarea', {
      name: 'file',
      required: true,
      rows: asked ? 6 : 14,
      spellcheck: false,
      placeholder: 'Paste a rollout.yaml or deploy.json here',
      'aria-label': 'deployment file',
      defaultValue: asked?.file ?? '',
    }),
    h('div', { class: 'build' }, [
      h('input', {
        name: 'versionId',
        placeholder: "version, in place of the file's",
        'aria-label': 'version',
        defaultValue: asked?.versionId ?? '',
      }),
      h('input', {
        name: 'image',
        placeholder: "image, in place of the file's",
        'aria-label': 'image',
        defaultValue: asked?.image ?? '',
      }),
      h('button', null, 'Plan it'),
    ]),
  ]);
}

const OneFinding = ({ path, outcome, message, line, column }: PlanModel['findings'][number]): JSX.Element =>
  h('li', { class: outcome }, [
    h('b', null, outcome),
    h('code', null, line === undefined ? path : `${path}, line ${line}, column ${column ?? 1}`),
    h('span', null, message),
  ]);
