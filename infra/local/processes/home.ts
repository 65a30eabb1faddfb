import { homedir } from 'node:os';
import { extname, join } from 'node:path';

/** Built, the local cloud is a package that is installed somewhere, and may not be written to. */
export const IS_BUILT = extname(import.meta.filename) === '.js';

/**
 * Where its programs are, and its state where no other folder is named: beside the sources, or among the person's own caches, unless
 * `SERIN_LOCAL_HOME` names a folder.
 */
export const HOME = IS_BUILT
  ? (process.env['SERIN_LOCAL_HOME'] ??
    join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'serin'))
  : join(import.meta.dirname, '../../../.serin');
