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
  const source = async () => {
    const revisions = await servedRevisions(ecs, spec);
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
    read: async (versions, span) => (await source()).read(versions, span),
    queries: async (versions) => (await source()).queries(versions),
    history: async (version, before) => (await source()).history(version, before),
  };
}
