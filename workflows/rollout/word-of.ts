/** "RolledBack" or "rolledBack" → "rolled back". */
export const wordOf = (type: string | undefined | null): string =>
  (type ?? 'Failed').replace(/(?<=[a-z])[A-Z]/g, ' $&').toLowerCase();
