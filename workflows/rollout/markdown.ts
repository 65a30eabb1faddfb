/** What people and AWS wrote as Markdown that shows just that, on one line. */
export const asMarkdown = (text: string): string =>
  text.replace(/[\\`*_[\]<>#|!]/g, '\\$&').replace(/\s+/g, ' ');

/** Servers may bound a summary in bytes, what encryption adds to it included; so it stays well within a few hundred. */
const SUMMARY_CHARACTERS = 90;

/** A text as Temporal's pages take it for a summary: one line, and not long. */
export function asSummary(text: string): string {
  const characters = [...text.replace(/\s+/g, ' ')];
  return characters.length <= SUMMARY_CHARACTERS
    ? characters.join('')
    : `${characters.slice(0, SUMMARY_CHARACTERS - 1).join('')}…`;
}
