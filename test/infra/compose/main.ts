import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWorker } from '../../../infra/packages/worker.ts';
import { readCompose } from './compose-file.ts';
import { buildPrograms } from './go-modules.ts';
import { modulesOf } from './images.ts';
import { inSandbox, noSandbox } from './sandbox.ts';

/**
 * Shows that docker-compose.yml starts where no container engine is: Temporal's server, its schema tool and its pages are
 * built from Go modules of the images' own tags, and run with the file's own variables, mounts, users and health
 * checks, on network, mounts and processes of their own; then Serin's worker, and two rollouts.
 *
 * usage: npm run compose:check
 */
const reason = noSandbox();
if (reason !== undefined) {
  console.error(reason);
  process.exit(1);
}
const modules = Object.values(readCompose(process.env).services).flatMap(modulesOf);
for (const module of modules) await buildPrograms(module);
// What the image's health check runs.
await buildWorker();
const scratch = mkdtempSync(join(tmpdir(), 'serin-compose-'));
process.exitCode = await inSandbox(join(import.meta.dirname, 'inside.ts'), [scratch]);
rmdirSync(scratch);
if (process.exitCode === 0) console.log('docker-compose.yml starts');
