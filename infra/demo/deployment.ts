import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Cloud } from '../local/up/cloud.ts';
import type { Edit } from './edits.ts';
import type { RolloutStatus } from '../../workflows/rollout/status.ts';

const ROOT = join(import.meta.dirname, '../..');
export const SERIN = join(ROOT, 'bin/serin');

export interface Deployment {
  readonly title: string;
  readonly story: string;
  readonly edits: readonly Edit[];
  readonly judge: 'errorCount' | 'evidence';
  /** Two steps, of 50 and 100 %; else five. */
  readonly steps?: 'two';
  /** How many errors its rollout lets pass; 1 unless given. */
  readonly failureThreshold?: number;
  /** At whose pace: that of somebody who looks on, unless it is AWS's own. */
  readonly pace?: 'aws';
}

/** What a build leaves behind: an image, and the deployment file that names it. */
export interface Build {
  readonly sha: string;
  readonly image: string;
  readonly file: string;
}

/** Runs `serin start --watch` as a person would, before their eyes. Answers its exit code. */
export const deploy = (file: string, cloud: Cloud, signal: AbortSignal): Promise<number> =>
  serin(['start', '-f', file, '--watch'], cloud, signal);

/** Runs the command before the eyes of whoever looks on. Answers its exit code. */
export async function serin(args: readonly string[], cloud: Cloud, signal: AbortSignal): Promise<number> {
  const child = spawn(SERIN, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...cloud.env },
    signal,
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

/** Asks the command for the rollout's status, as a script would. */
export async function statusOf(rollout: string, cloud: Cloud): Promise<RolloutStatus> {
  const env = { ...process.env, ...cloud.env };
  const { stdout } = await promisify(execFile)(SERIN, ['status', rollout, '--output', 'json'], { env });
  return (JSON.parse(stdout) as { status: RolloutStatus }).status;
}
