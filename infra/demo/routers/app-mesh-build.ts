import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cloud } from '../../local/up/cloud.ts';
import { packImage } from '../../local/push/pack-image.ts';
import type { Build, Deployment } from '../deployment.ts';
import { editedSource, shaOf, TAKES_ITS_TIME } from '../versions.ts';

/** Waits that suit someone who looks on. The file alone says so; the product has no switch for it. */
export const SHORT_WAITS = {
  PercentageStep: 20,
  WaitTime: 10,
  FailureThresholdTime: 60,
  MetricPeriod: 1,
  DrainTime: 2,
};

/** The article's own wait and window, with what AWS's agent publishes: a value a minute. */
const AWS_WAITS = { PercentageStep: 25, WaitTime: 60, FailureThresholdTime: 600, MetricPeriod: 60 };

/** Envoy's counters in buckets of two seconds, and the judge that weighs them. */
const byEvidence = ({ endpoints }: Cloud) => ({
  Judge: 'evidence',
  Metrics: { Kind: 'envoy', Address: endpoints.prometheus, Period: 2, ScrapeInterval: 1 },
});

/** Does what the pipeline's build does: packs the image and completes deploy.json. */
export function buildAppServer(deployment: Deployment, cloud: Cloud): Build {
  const { title, edits, judge, pace, steps, failureThreshold } = deployment;
  const { stateFolder } = cloud.endpoints;
  const sha = shaOf(title);
  const folder = join(stateFolder, 'builds', sha);
  mkdirSync(folder, { recursive: true });
  const source = editedSource(join(folder, 'source'), [TAKES_ITS_TIME, ...edits]);
  const { image } = packImage(source, 'yelb-appserver', sha, cloud.endpoints);

  const specfiles = join(source, 'specfiles');
  const deployJson = {
    ...(JSON.parse(readFileSync(join(specfiles, 'deploy.json'), 'utf8')) as object),
    ...(pace === 'aws' ? AWS_WAITS : SHORT_WAITS),
    ...(steps === 'two' && { PercentageStep: 50 }),
    ...(failureThreshold !== undefined && { FailureThresholdValue: failureThreshold }),
    ...(judge === 'evidence' && byEvidence(cloud)),
    Sha: sha,
    ContainerImage: image,
    CanaryTemplate: readFileSync(join(specfiles, 'canary-helper.yaml')).toString('base64'),
  };
  const file = join(folder, 'deploy.json');
  writeFileSync(file, JSON.stringify(deployJson, null, 2));
  return { sha, image, file };
}
