import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildImage } from '../../../infra/local/images/registry.ts';

const SOURCE = join(import.meta.dirname, '../../../infra/samples/cart');

/** A change of one line of the service: what stands there, and what shall. */
export type Edit = readonly [from: string, to: string];

/** Its health check passes, and every cart is an error. */
export const NO_CARTS: Edit = ['[200, { version', '[500, { version'];
/** Its health check passes, and every other request finds its connection broken. */
export const BREAKS_OFF: Edit = [
  "const { pathname } = new URL(request.url, 'http://cart');",
  "const { pathname } = new URL(request.url, 'http://cart');\n  if (pathname !== '/health') return request.socket.destroy();",
];
/** It listens where its load balancer does not look. */
export const WRONG_PORT: Edit = ['port = 8080', 'port = 8081'];

/** Builds a version of the service; answers its image. */
export function buildCart(stateFolder: string, version: string, edits: readonly Edit[] = []): string {
  const folder = join(stateFolder, 'sources', version);
  cpSync(SOURCE, folder, { recursive: true });
  const file = join(folder, 'server.mjs');
  let text = readFileSync(file, 'utf8');
  for (const [from, to] of [["version = 'first'", `version = '${version}'`], ...edits] as const) {
    if (!text.includes(from)) throw new Error(`server.mjs has no «${from}» to change`);
    text = text.replace(from, to);
  }
  writeFileSync(file, text);
  buildImage(folder, 'cart', version, stateFolder);
  return `123456789012.dkr.ecr.us-west-2.amazonaws.com/cart:${version}`;
}
