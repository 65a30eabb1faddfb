import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { applyEdits, type Edit } from '../edits.ts';
import { slowerAbove } from '../versions.ts';

const SOURCE = join(import.meta.dirname, '../../samples/cart');

const edit = (from: string, to: string): Edit => ({ file: 'server.mjs', from, to });
const HEARING = "const { pathname } = new URL(request.url, 'http://cart');";
const ANSWERING = 'return [200,';

export const JAM = edit("'butter'", "'butter', 'jam'");
/** Its health check passes, and every cart is an error. */
export const NO_CARTS = edit(ANSWERING, 'return [500,');
/** Its health check passes, and every other connection is broken off without an answer. */
export const BREAKS_CONNECTIONS = edit(
  HEARING,
  `${HEARING}\n  if (pathname !== '/health') return request.socket.destroy();`,
);
export const FAILS_NOW_AND_THEN = edit(ANSWERING, 'return [Math.random() < 0.05 ? 500 : 200,');
export const FAILS_OFTEN = edit(ANSWERING, 'return [Math.random() < 0.3 ? 500 : 200,');
/** It listens where its load balancer does not look. */
export const WRONG_PORT = edit('port = 8080', 'port = 8081');

/** What every version does here: it takes 75 to 300 ms to answer, as with a database behind it. */
const TAKES_ITS_TIME = edit(
  ANSWERING,
  `await new Promise((done) => setTimeout(done, 150 * 4 ** (Math.random() - 0.5)));\n  ${ANSWERING}`,
);
export const TWICE_AS_SLOW = edit('done, 150 *', 'done, 300 *');
export const slowAbove = (requestsPerSecond: number): Edit =>
  edit(ANSWERING, slowerAbove(requestsPerSecond, ANSWERING));

/** It names its version in each answer. */
export const named = (version: string): Edit => edit("version = 'first'", `version = '${version}'`);

/** Copies the cart's source, so that it names its version in each answer, and takes its time; then edits it. */
export function editedCart(folder: string, sha: string, edits: readonly Edit[]): string {
  cpSync(SOURCE, folder, { recursive: true });
  applyEdits(folder, [named(sha), TAKES_ITS_TIME, ...edits]);
  return folder;
}
