const WORDS: Readonly<Record<string, string>> = { rolledBack: 'rolled back' };

/** How a rollout ended, and what is to be said of that; or what was not whole afterwards, to be seen at once. */
export const cellOf = (outcome: string, wrongs: readonly string[], remark: string): string =>
  wrongs.length > 0 ? `**${wrongs.join('; ')}**` : `${WORDS[outcome] ?? outcome}${remark}`;
