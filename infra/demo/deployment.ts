import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildImage } from '../local/images/registry.ts';
import type { Cloud } from '../local/up/cloud.ts';
import { editedSource, shaOf, TAKES_ITS_TIME, type Edit } from './versions.ts';
import type { RolloutStatus } from '../../workflows/rollout/status.ts';

const ROOT = join(import.meta.dirname, '../..');
export const SERIN = join(ROOT, 'bin/serin');

/** Waits that suit someone who looks on. The file alone says so; the product has no switch for it. */
export const SHORT_WAITS = {
  PercentageStep: 20,
  WaitTime: 10,
  FailureThresholdTime: 60,
  MetricPeriod: 1,
  DrainTime: 2,
};

/** Envoy's counters in buckets of two seconds, and the judge that weighs them. */
const byEvidence = ({ endpoints }: Cloud) => ({
  Judge: 'evidence',
  Metrics: { Kind: 'envoy', Address: endpoints.prometheus, Period: 2, ScrapeInterval: 1 },
});

export interface Deployment {
  readonly title: string;
  readonly story: string;
  readonly edits: readonly Edit[];
  readonly judge: 'errorCount' | 'evidence';
}

/** What a build leaves behind: an image, and the deployment file that names it. */
export interface Build {
  readonly sha: string;
  readonly image: string;
  readonly file: string;
}

/** Does what the pipeline's build does: packs the image under `<time>.<sha>` and completes deploy.json. */
export function build({ title, edits, judge }: Deployment, cloud: Cloud): Build {
  const { stateFolder } = cloud.endpoints;
  const sha = shaOf(title);
  const folder = join(stateFolder, 'builds', sha);
  mkdirSync(folder, { recursive: true });
  const source = editedSource(join(folder, 'source'), [TAKES_ITS_TIME, ...edits]);
  const tag = `${new Date().toISOString().slice(0, 19).replace('T', '_').replaceAll(':', '.')}.${sha}`;
  buildImage(source, 'yelb-appserver', tag, stateFolder);

  const specfiles = join(source, 'specfiles');
  const image = `123456789012.dkr.ecr.us-west-2.amazonaws.com/yelb-appserver:${tag}`;
  const deployJson = {
    ...(JSON.parse(readFileSync(join(specfiles, 'deploy.json'), 'utf8')) as object),
    ...SHORT_WAITS,
    ...(judge === 'evidence' && byEvidence(cloud)),
    Sha: sha,
    ContainerImage: image,
    CanaryTemplate: readFileSync(join(specfiles, 'canary-helper.yaml')).toString('base64'),
  };
  const file = join(folder, 'deploy.json');
  writeFileSync(file, JSON.stringify(deployJson, null, 2));
  return { sha, image, file };
}

/** Runs `serin start --watch` as a person would, before their eyes. Answers its exit code. */
export async function deploy(file: string, cloud: Cloud, signal: AbortSignal): Promise<number> {
  const child = spawn(SERIN, ['start', '-f', file, '--watch'], {
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
