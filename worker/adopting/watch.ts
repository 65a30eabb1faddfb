import { setTimeout } from 'node:timers/promises';
import type { BegunDeployment } from '../../activities/drivers/ecs-native/adopt.ts';
import type { AdoptedService } from './adopted-service.ts';
import type { TakenOver } from './take-over.ts';

/** How often it is looked. A look at a service takes two of the reads that ECS allows, of which an account has 20 a second. */
const LOOK_SECONDS = 10;

/** What a watch needs of the world. */
export interface Adopting {
  /** The deployment of a service that others have begun; undefined where there is none. */
  begun(service: AdoptedService): Promise<BegunDeployment | undefined>;
  /** Starts a rollout of it, unless it has one. */
  takeOver(service: AdoptedService, deployment: BegunDeployment): Promise<TakenOver>;
  say(level: 'info' | 'warn', message: string): void;
}

/**
 * Takes over what others deploy, from time to time until it is stopped. What is refused is said once a deployment; services that cannot be
 * looked at are said once, and tried again.
 */
export function watchDeployments(
  services: readonly AdoptedService[],
  adopting: Adopting,
  everySeconds = LOOK_SECONDS,
) {
  const stopping = new AbortController();
  const troubles = new Map<AdoptedService, string>();
  const refused = new Set<string>();
  const look = async (service: AdoptedService) => {
    const { environment, service: name } = service.owner;
    try {
      const deployment = await adopting.begun(service);
      if (deployment !== undefined && !refused.has(deployment.arn)) {
        const taken = await adopting.takeOver(service, deployment);
        const what = `the deployment of ${deployment.version} for ${environment}/${name}`;
        if (taken.kind === 'begun') adopting.say('info', `takes over ${what}`);
        if (taken.kind === 'refused') {
          refused.add(deployment.arn);
          adopting.say(
            'warn',
            `does not judge ${what}, which goes back when its pause expires: ${taken.reason}`,
          );
        }
      }
      troubles.delete(service);
    } catch (error) {
      const { message } = error as Error;
      if (troubles.get(service) !== message)
        adopting.say('warn', `cannot see whether ${environment}/${name} is deployed: ${message}`);
      troubles.set(service, message);
    }
  };
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      await Promise.all(services.map(look));
      await setTimeout(everySeconds * 1000, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    /** Answers once the last look has ended. */
    async close(): Promise<void> {
      stopping.abort();
      await watching;
    },
  };
}
