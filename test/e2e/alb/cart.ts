import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { applyEdits, type Edit } from '../../../infra/demo/edits.ts';
import { named } from '../../../infra/demo/routers/cart-versions.ts';
import { buildImage } from '../../../infra/local/images/registry.ts';

const SOURCE = join(import.meta.dirname, '../../../infra/samples/cart');

/** Builds a version of the service; answers its image. */
export function buildCart(stateFolder: string, version: string, edits: readonly Edit[] = []): string {
  const folder = join(stateFolder, 'sources', version);
  cpSync(SOURCE, folder, { recursive: true });
  applyEdits(folder, [named(version), ...edits]);
  buildImage(folder, 'cart', version, stateFolder);
  return `123456789012.dkr.ecr.us-west-2.amazonaws.com/cart:${version}`;
}
