import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { ECSClient } from '@aws-sdk/client-ecs';
import { ApplicationFailure } from '@temporalio/common';
import type { RevisionsSpec } from '../../workflows/rollout/metrics-spec.ts';
import { servedRevisions } from '../drivers/ecs-native/revisions.ts';
import { loadBalancerMetrics } from './load-balancer.ts';
import type { MetricSource } from './source.ts';

/** What a load balancer counted for the target groups that ECS has given to a service's revisions. */
export function revisionMetrics(
  cloudWatch: CloudWatchClient,
  ecs: ECSClient,
  spec: RevisionsSpec,
): MetricSource {
  let known: Revisions = [];
  const source = async (...versions: readonly (string | undefined)[]) => {
    const isKnown = versions.every((name) => !name || known.some(({ version }) => version === name));
    if (!isKnown) known = await servedRevisions(ecs, spec);
    const revisions = known;
    const rule = revisions.find((each) => each.rule !== undefined)?.rule;
    if (rule === undefined)
      throw ApplicationFailure.nonRetryable(
        `ECS names no listener rule that serves ${spec.service}: name metrics of your own, of kind prometheus or cloudwatch`,
        'VersionFailed',
      );
    const groups = revisions.flatMap(({ group, version }) =>
      group === undefined ? [] : { arn: group, version },
    );
    return loadBalancerMetrics(
      cloudWatch,
      { groups: () => Promise.resolve(groups) },
      { ...spec, rule: { arn: rule } },
    );
  };
  return {
    read: async (versions, span) => (await source(versions.stable, versions.canary)).read(versions, span),
    queries: async (versions) => (await source(versions.stable, versions.canary)).queries(versions),
    history: async (version, before) => (await source(version)).history(version, before),
  };
}

type Revisions = Awaited<ReturnType<typeof servedRevisions>>;
