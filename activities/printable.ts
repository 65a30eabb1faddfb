/** What terminals act on, and what turns the direction of the text after it; not tabs and line feeds, which a text may have. */
const ACTED_ON = /(?![\t\n])[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu;

/** A text as it may be shown to people, whoever wrote it: what would act on a terminal is spelled out, such as `\u001b`. */
export const printable = (text: string): string =>
  text.replace(ACTED_ON, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The first thing in a text that could not be shown as it is, spelled out; line ends of all systems are none. */
export function unprintableIn(text: string): string | undefined {
  const given = text.replaceAll('\r\n', '\n');
  const [first] = given.match(ACTED_ON) ?? [];
  return first && printable(first);
}
