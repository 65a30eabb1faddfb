import { WHENS, type CellResult, type When } from './cell.ts';
import { KINDS } from './kinds.ts';

const TITLES: Readonly<Record<When, string>> = {
  start: 'From the beginning',
  split: 'Once the canary has traffic',
  back: 'On the way back, after an abort',
};

const WORDS: Readonly<Record<string, string>> = { rolledBack: 'rolled back' };

/** The results as Markdown: a table for each part of a rollout, a row for each call, a column for each kind of fault. */
export const toMarkdown = (results: readonly CellResult[]): string =>
  WHENS.map((when) =>
    part(
      TITLES[when],
      results.filter((result) => result.when === when),
    ),
  ).join('\n');

function part(title: string, results: readonly CellResult[]): string {
  const actions = [...new Set(results.map(({ action }) => action))];
  const rows = actions.map((action) => {
    const cells = KINDS.map((kind) =>
      cellText(results.find((result) => result.action === action && result.kind === kind)),
    );
    return `| \`${action}\` | ${cells.join(' | ')} |`;
  });
  return [
    `## ${title}`,
    '',
    `| call | ${KINDS.join(' | ')} |`,
    `|---|${'---|'.repeat(KINDS.length)}`,
    ...rows,
    '',
  ].join('\n');
}

function cellText(result: CellResult | undefined): string {
  if (result === undefined) return '';
  const { outcome, faults, stuck, wrongs } = result;
  const lifted = stuck === undefined ? '' : ', once lifted';
  return wrongs.length > 0 ? `**${wrongs.join('; ')}**` : `${WORDS[outcome] ?? outcome}${lifted} (${faults})`;
}
