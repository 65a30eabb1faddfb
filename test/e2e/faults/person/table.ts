import { cellOf } from '../cell-text.ts';
import { PHASES, type ByHandWhen, type PersonResult } from './cell.ts';

const TITLES: Readonly<Record<ByHandWhen, string>> = {
  deploying: 'while the canary is made',
  split: 'once the canary has traffic',
  committing: 'while it commits',
  back: 'on the way back, after an abort',
};

const ANSWERS: Readonly<Record<string, string>> = {
  promote: 'asked a person, who promoted it',
  resume: 'asked a person, who resumed it',
};

/** A row for each thing that a person did by hand, a column for each time. */
export function personTable(results: readonly PersonResult[]): string[] {
  const acts = [...new Set(results.map(({ byHand }) => byHand))];
  const rows = acts.map((act) => {
    const cells = PHASES.map((phase) =>
      cellText(results.find(({ byHand, when }) => byHand === act && when === phase)),
    );
    return `| ${act} | ${cells.join(' | ')} |`;
  });
  return [
    `| by hand | ${PHASES.map((phase) => TITLES[phase]).join(' | ')} |`,
    `|---|${'---|'.repeat(PHASES.length)}`,
    ...rows,
  ];
}

function cellText(result: PersonResult | undefined): string {
  if (result === undefined) return '';
  const { done, outcome, wrongs, answers, warnings } = result;
  if (!done) return '–';
  const remarks = [
    ...answers.map((answer) => ANSWERS[answer] ?? answer),
    ...(warnings.length > 0 ? ['with a warning'] : []),
  ];
  return cellOf(outcome, wrongs, remarks.map((remark) => `, ${remark}`).join(''));
}
