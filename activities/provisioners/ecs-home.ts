import { type ECSClient, type Service, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { ApplicationFailure } from '@temporalio/common';
import type { HomeService } from '../../workflows/rollout/listener-rule.ts';
import type { EcsSpec } from '../../workflows/rollout/provisioner-spec.ts';
import type { LoadBalancing } from '../load-balancing/load-balancing.ts';
import { orLastingRefusal } from './ecs-errors.ts';
import { activeReadiness } from './ecs-readiness.ts';
import { namedService, serviceOf } from './ecs-services.ts';
import type { Home, Readiness } from './provisioner.ts';
import { definitionOf, isPrimary, revisionOf, runningDefinition } from './running-definition.ts';
import { stoppedReasons } from './stopped-tasks.ts';
import { targetsReadiness } from './targets-readiness.ts';

/** The user's own ECS service, which stays under its name. */
export function ecsHome(
  ecs: ECSClient,
  balancing: LoadBalancing,
  spec: EcsSpec,
  { cluster, service: name }: HomeService,
): Home {
  const find = () => namedService(ecs, { cluster, service: name });

  return {
    async running() {
      return runningDefinition(ecs, spec, await find());
    },

    async definitionOf(version) {
      return definitionOf(await serviceOf(ecs, spec, version));
    },

    async give(definition, expected) {
      const service = await find();
      if (service === undefined)
        throw versionFailed(`ECS service ${name} is gone: something else removed it`);
      const present = definitionOf(service);
      if (present === definition) return;
      if (expected !== undefined && !expected.includes(present ?? ''))
        throw versionFailed(`somebody has given ECS service ${name} ${revisionOf(present)} since`);
      const update = new UpdateServiceCommand({ cluster, service: name, taskDefinition: definition });
      await orLastingRefusal(() => ecs.send(update));
    },

    async readiness(definition, since) {
      const service = await find();
      if (service === undefined) return { kind: 'absent' };
      const present = definitionOf(service);
      if (present === definition) {
        const readiness = await activeReadiness(ecs, cluster, service);
        if (readiness.kind === 'ready') return targetsReadiness(balancing, service);
        if (readiness.kind === 'failed') return failed(readiness.reason);
        return readiness;
      }
      const given = `it runs ${revisionOf(present)}, not ${revisionOf(definition)}`;
      const rollback = rolledBack(service, definition, since);
      if (rollback !== undefined) return failed(`ECS has rolled it back: ${rollback}; ${given}`);
      if (Date.now() / 1000 < since + SEEN_WITHIN_SECONDS) return { kind: 'pending', reason: given };
      return { kind: 'failed', reason: `${given}: somebody has changed that` };
    },

    async slowStartSeconds() {
      const group = (await find())?.loadBalancers?.[0]?.targetGroupArn;
      return group === undefined ? 0 : balancing.slowStartSeconds(group);
    },
  };

  /** With what became of its tasks, which tells more. */
  async function failed(reason: string): Promise<Readiness> {
    const reasons = (await stoppedReasons(ecs, cluster, name)).slice(0, 3);
    return { kind: 'failed', reason: [reason, ...reasons].join('; ') };
  }
}

/** For so long after a change, ECS may answer as if it had not been made. */
const SEEN_WITHIN_SECONDS = 60;

/** What ECS says of a deployment that its circuit breaker has ended; undefined where it has ended none since a moment, in epoch seconds. */
function rolledBack(
  { deployments = [], events = [] }: Service,
  definition: string,
  since: number,
): string | undefined {
  const ended = deployments.find(
    ({ taskDefinition, rolloutState }) => taskDefinition === definition && rolloutState === 'FAILED',
  );
  const primary = deployments.find(isPrimary);
  const isLater = ({ createdAt }: { createdAt?: Date | undefined }) =>
    createdAt !== undefined && createdAt.getTime() / 1000 >= since - 1;
  const eventOf = (what: RegExp) =>
    events.find((each) => isLater(each) && what.test(each.message ?? ''))?.message;
  const rolling =
    primary && isLater(primary) && /rolling back/.test(primary.rolloutStateReason ?? '')
      ? primary.rolloutStateReason
      : undefined;
  // Newer events tell what ECS does about it, not why.
  return ended?.rolloutStateReason ?? eventOf(/deployment failed/) ?? eventOf(/rolling back/) ?? rolling;
}

const versionFailed = (message: string) => ApplicationFailure.create({ type: 'VersionFailed', message });
