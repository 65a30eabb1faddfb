import { createHash } from 'node:crypto';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { applyEdits, type Edit } from './edits.ts';

export type { Edit };

const SOURCE = join(import.meta.dirname, '../samples/yelb/yelb-appserver');

/** The article's two edits: a vote counts 1 instead of 2; and the service listens where nobody calls it. */
export const ONE_PER_VOTE: Edit = {
  file: 'modules/restaurantsdbupdate.mjs',
  from: 'increment = 2',
  to: 'increment = 1',
};
export const WRONG_PORT: Edit = { file: 'server.mjs', from: 'port = 4567', to: 'port = 4568' };

const ANSWERING = 'if (answer === undefined)';

/** What every version does here: it takes 75 to 300 ms to answer, as with a database behind it. */
export const TAKES_ITS_TIME: Edit = {
  file: 'server.mjs',
  from: ANSWERING,
  to: `await new Promise((done) => setTimeout(done, 150 * 4 ** (Math.random() - 0.5)));\n    ${ANSWERING}`,
};
export const TWICE_AS_SLOW: Edit = { file: 'server.mjs', from: 'done, 150 *', to: 'done, 300 *' };

/** Takes 300 ms longer wherever a task gets more requests a second than that. */
export const slowAbove = (requestsPerSecond: number): Edit => ({
  file: 'server.mjs',
  from: ANSWERING,
  to: slowerAbove(requestsPerSecond, ANSWERING),
});

/** Source code that waits before `answering` while more than so many requests a second have come for two seconds. */
export const slowerAbove = (requestsPerSecond: number, answering: string): string =>
  [
    'const recent = (server.recent ?? []).filter((at) => at > Date.now() - 2000);',
    'server.recent = [...recent, Date.now()];',
    `if (recent.length > ${2 * requestsPerSecond}) await new Promise((done) => setTimeout(done, 300));`,
    answering,
  ].join('\n    ');

const failing = (share: number, words: string): Edit => ({
  file: 'server.mjs',
  from: ANSWERING,
  to: `if (Math.random() < ${share}) throw new Error('${words}');\n    ${ANSWERING}`,
});
export const FAILS_NOW_AND_THEN = failing(0.05, 'one request in twenty');
export const FAILS_OFTEN = failing(0.3, 'three requests in ten');

/** Errs when it is first called, as one that warms up, and never again. */
export const FAILS_AT_FIRST: Edit = {
  file: 'server.mjs',
  from: ANSWERING,
  to: `if (request.url === '/api/getvotes' && (server.calls = (server.calls ?? 0) + 1) <= 10) throw new Error('one of the first ten');\n    ${ANSWERING}`,
};

/**
 * Copies the app server's source, with the files of `overlay` in place of its own where one is given, and some lines
 * edited. Refuses an edit that finds nothing to change.
 */
export function editedSource(folder: string, edits: readonly Edit[], overlay?: string): string {
  cpSync(SOURCE, folder, { recursive: true });
  if (overlay !== undefined) cpSync(overlay, folder, { recursive: true });
  applyEdits(folder, edits);
  return folder;
}

/** Stands for the commit of a source: the first eight hexadecimal digits of what was edited, and when. */
export const shaOf = (title: string): string => createHash('sha256').update(title).digest('hex').slice(0, 8);
