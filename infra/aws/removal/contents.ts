import type { Stack } from '@aws-sdk/client-cloudformation';
import { ENVIRONMENT_TAG, stackNames } from '../names.ts';
import type { Settings } from '../settings.ts';
import { parameterOf, tagOf } from '../stack/read-stack.ts';

/** What an environment has, by the order in which it is to be deleted. */
export interface Contents {
  /** Services that were rolled out, or have a pipeline. */
  readonly services: readonly string[];
  /** Stacks that rollouts made, one for each version. */
  readonly versions: readonly Stack[];
  readonly pipelines: readonly Stack[];
  /** The other stacks that the targets made; each needs those after it. */
  readonly stacks: readonly Stack[];
}

/** Picks what belongs to an environment, by tags and parameters: a name alone proves nothing. */
export function contentsOf(settings: Settings, all: readonly Stack[]): Contents {
  const environment = settings.ENVIRONMENT_NAME;
  const names = stackNames(settings);
  const ours = all.filter((stack) => tagOf(stack, ENVIRONMENT_TAG) === environment);
  const versions = all.filter(
    (stack) =>
      tagOf(stack, 'managed-by') === 'serin' && parameterOf(stack, 'EnvironmentName') === environment,
  );
  const pipelines = ours.filter(({ StackName = '' }) => StackName.startsWith(names.pipeline('')));
  const services = [...versions, ...pipelines].flatMap(
    (stack) => parameterOf(stack, 'MicroserviceName') ?? [],
  );
  const order = [names.serin, names.shared, names.monitoring, names.ecsMesh, names.vpc];
  return {
    services: [...new Set(services)],
    versions,
    pipelines,
    stacks: order.flatMap((name) => ours.find(({ StackName }) => StackName === name) ?? []),
  };
}
