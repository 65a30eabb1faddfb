import { printable } from '../../../activities/printable.ts';

/** How a part of a line looks where there are colours. */
export type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan';

/** A part of a line, plain unless it has a style. */
export type Styled = string | { readonly text: string; readonly style: Style };

export type Line = readonly Styled[];

/** Gives a text its style, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

export const plain: Paint = (_style, text) => text;

const SIGNS = new Intl.Segmenter();
const WIDE =
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Emoji_Presentation}/u;

/** Columns of a terminal that a text takes: East Asian signs and pictures take two. */
export const widthOf = (text: string): number =>
  [...SIGNS.segment(text)].reduce((sum, { segment }) => sum + (WIDE.test(segment) ? 2 : 1), 0);

/** A line as text that takes `columns` at most; what is cut off is told by an ellipsis. */
export function fitted(line: Line, columns: number, paint: Paint): string {
  const total = line.reduce((sum, span) => sum + widthOf(textOf(span)), 0);
  let room = total > columns ? columns - 1 : columns;
  let out = '';
  for (const span of line) {
    const text = cut(textOf(span), room);
    room -= widthOf(text);
    out += typeof span === 'string' || text === '' ? text : paint(span.style, text);
    if (text !== textOf(span)) break;
  }
  return total > columns ? `${out}…` : out.trimEnd();
}

/** What others have written stays on its line, and does nothing to the terminal. */
const textOf = (span: Styled): string =>
  printable(typeof span === 'string' ? span : span.text).replaceAll(/[\t\n]/g, ' ');

function cut(text: string, columns: number): string {
  let room = columns;
  let out = '';
  for (const { segment } of SIGNS.segment(text)) {
    room -= widthOf(segment);
    if (room < 0) break;
    out += segment;
  }
  return out;
}
