/** Patterns in which `*` stands for any text and `?` for any character, as one regular expression for all of them. */
export const wildcards = (patterns: readonly string[]): string =>
  patterns
    .map((pattern) =>
      pattern
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replace(/\*/g, '.*')
        .replace(/\?/g, '.'),
    )
    .join('|');
