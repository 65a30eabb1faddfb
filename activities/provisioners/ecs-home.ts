import { type Deployment, type ECSClient, type Service, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { ApplicationFailure } from '@temporalio/common';
import type { HomeService } from '../../workflows/rollout/listener-rule.ts';
import type { EcsSpec, RunningDefinition } from '../../workflows/rollout/provisioner-spec.ts';
import { versionIn } from '../images/version-in.ts';
import type { LoadBalancing } from '../load-balancing/load-balancing.ts';
import { OWNER_TAGS, provedByTags } from '../ownership.ts';
import { readDefinition } from './ecs-definition.ts';
import { orLastingRefusal } from './ecs-errors.ts';
import { activeReadiness } from './ecs-readiness.ts';
import { namedService, serviceOf } from './ecs-services.ts';
import type { Home, Readiness } from './provisioner.ts';
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
      const definition = definitionOf(await find());
      if (definition === undefined) return undefined;
      return { ...(await versionRun(ecs, spec, definition)), definition };
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

const isPrimary = ({ status }: Deployment): boolean => status === 'PRIMARY';

/** What a service is to run, by its latest deployment. */
const definitionOf = (service: Service | undefined): string | undefined =>
  service?.deployments?.find(isPrimary)?.taskDefinition ?? service?.taskDefinition;

/** `…:task-definition/cart:7` is `cart:7` to people. */
const revisionOf = (definition = 'no task definition'): string => definition.split('/').at(-1) ?? definition;

/**
 * What a task definition runs, and a name for it: the version that a rollout has tagged it with, or else the tag of its image, or else its
 * revision.
 */
async function versionRun(
  ecs: ECSClient,
  { owner, container }: EcsSpec,
  arn: string,
): Promise<Pick<RunningDefinition, 'version' | 'image'>> {
  const { definition, definitionTags } = await readDefinition(ecs, arn);
  const tags = new Map(definitionTags.map(({ key = '', value = '' }) => [key, value]));
  const version = tags.get(OWNER_TAGS.version);
  const containers = definition.containerDefinitions ?? [];
  const own =
    containers.find(({ name }) => name === container) ?? containers.find(({ essential }) => essential);
  const image = own?.image ?? '';
  if (version !== undefined && provedByTags(tags, owner, version)) return { version, image };
  // Of these the name stays the same whatever is built.
  const isNameless = !/:[^/:@]+(@|$)/.test(image) || /:latest(@|$)/.test(image);
  return { version: isNameless ? revisionOf(arn).replace(':', '-') : versionIn(image), image };
}

const versionFailed = (message: string) => ApplicationFailure.create({ type: 'VersionFailed', message });
