/** Whether a text fits one of some patterns. */
export const isIn = (patterns: readonly string[], text: string): boolean =>
  patterns.some((pattern) => matches(pattern, text));

/** Whether a text fits a pattern, in which `*` stands for any characters. Each part between the stars is looked for where the one before it ended, so that no pattern takes long. */
export function matches(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return pattern === text;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - at >= last.length && text.endsWith(last);
}
