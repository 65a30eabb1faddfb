import { execFile } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, readSource } from '../../local/push/build.ts';
import type { Cloud } from '../../local/up/cloud.ts';
import { SERIN } from '../deployment.ts';
import { SHORT_WAITS } from './app-mesh-build.ts';

const SAMPLES = join(import.meta.dirname, '../../samples/yelb');

/** Deploys one of Yelb's services that the demo is not about; throws an Error when it is not promoted. */
export async function deployAsItIs(service: string, { endpoints, env }: Cloud): Promise<void> {
  const folder = join(endpoints.stateFolder, 'builds', service);
  cpSync(join(SAMPLES, service), folder, { recursive: true });
  const specfile = join(folder, 'specfiles/deploy.json');
  const given = JSON.parse(readFileSync(specfile, 'utf8')) as object;
  writeFileSync(specfile, JSON.stringify({ ...given, ...SHORT_WAITS, WaitTime: 1 }));
  const { file } = build(readSource(folder), { ...endpoints, timesAsFast: 1 });
  await promisify(execFile)(SERIN, ['start', '-f', file, '--watch'], { env: { ...process.env, ...env } });
}
