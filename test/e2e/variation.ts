import { isDrawn } from '../sample.ts';

const isRun = (name: string): boolean => isDrawn(name, process.env['SERIN_SAMPLE']);

/**
 * A test of one more case of what the tests beside it show: `make test` runs some of these, drawn by the commit, and `make test-all`
 * runs them all.
 */
export const variation = (name: string, body: () => Promise<void>, timeoutMillis?: number): void =>
  (isRun(name) ? it : it.skip)(name, body, timeoutMillis);

/** Several tests that are such a case together. */
export const variations = (name: string, body: () => void): void =>
  (isRun(name) ? describe : describe.skip)(name, body);
