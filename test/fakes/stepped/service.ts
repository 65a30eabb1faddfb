import type { World } from '../world.ts';

/** A deployment as ECS tells of it; a new `hook` awaits action before each step, and after the last one. */
export interface Deployment {
  readonly status: 'IN_PROGRESS' | 'SUCCESSFUL' | 'ROLLBACK_SUCCESSFUL';
  readonly canary: string;
  readonly weight: number;
  readonly hook: number;
}

/**
 * An ECS service with a LINEAR strategy: an update of it starts the canary and gives it the first step's weight; each "continue" gives it
 * the next one's. ECS writes the weights, nobody else can.
 */
export class SteppedService {
  deployment: Deployment | undefined;
  readonly #world: World;
  readonly #stable: string;
  readonly #stepPercent: number;

  constructor(world: World, stable: string, stepPercent: number) {
    this.#world = world;
    this.#stable = stable;
    this.#stepPercent = stepPercent;
  }

  get stable(): string {
    return this.#stable;
  }

  /** Repeating it for the version that is under way changes nothing. */
  update(canary: string): void {
    if (this.deployment?.canary === canary) return;
    this.#world.running.add(canary);
    this.#world.effects.push(`update to ${canary}`);
    this.#shift({ status: 'IN_PROGRESS', canary, weight: this.#stepPercent, hook: 1 });
  }

  /** Goes on from a hook; one that was answered before is left alone. */
  continue(hook: number): void {
    const { deployment } = this;
    if (deployment?.status !== 'IN_PROGRESS') throw new Error('the deployment is not in progress');
    if (deployment.hook !== hook) return;
    if (deployment.weight < 100) {
      const weight = Math.min(100, deployment.weight + this.#stepPercent);
      this.#shift({ ...deployment, weight, hook: hook + 1 });
      return;
    }
    this.#world.running.delete(this.#stable);
    this.#world.effects.push(`end with ${deployment.canary}`);
    this.deployment = { ...deployment, status: 'SUCCESSFUL' };
  }

  /** Rolls back, by whomever it is asked for. */
  stop(): void {
    if (this.deployment?.status !== 'IN_PROGRESS') return;
    this.#shift({ ...this.deployment, status: 'ROLLBACK_SUCCESSFUL', weight: 0 });
    this.#world.running.delete(this.deployment.canary);
  }

  #shift(deployment: Deployment): void {
    const { canary, weight } = deployment;
    this.deployment = deployment;
    this.#world.split = [
      { version: this.#stable, weight: 100 - weight },
      { version: canary, weight },
    ];
    this.#world.effects.push(`${canary} ${weight}`);
  }
}

/** What the driver's workflow asks of the service, whichever it is at the time. */
export const steppedActivities = (service: () => SteppedService) => ({
  serving: async () => service().stable,
  updateService: async (canary: string) => service().update(canary),
  describeDeployment: async () => service().deployment ?? null,
  continueDeployment: async (hook: number) => service().continue(hook),
  stopDeployment: async () => service().stop(),
});
export type SteppedActivities = ReturnType<typeof steppedActivities>;
