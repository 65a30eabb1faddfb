import type { NativeDeployment } from '../../../workflows/rollout/native-deployment.ts';
import type { NativeStrategy } from '../../../workflows/rollout/native-strategy.ts';

/** An ECS service in memory whose traffic ECS shifts: it waits at a hook before each weight, and after the last. */
export class ShiftedService {
  /** Every effect, in order. */
  readonly effects: string[] = [];
  /** What the service has for a deployment configuration: its own, or a rollout's. */
  configuration: object = { own: true };
  /** Its own one, where a dead rollout has left another. */
  own: object | undefined;
  /** Of the tasks of a version. */
  healthy: (version: string) => number = () => 2;
  /** How a deployment ends that is let on from its last hook, and one that is stopped. */
  ends: { forward: string; back: string } = { forward: 'SUCCESSFUL', back: 'ROLLBACK_SUCCESSFUL' };
  /** When the pause expires that it waits at, as ISO time. */
  expiresAt: string | undefined;
  /** For so many questions its tasks start: it waits nowhere yet, and says nothing of weights. */
  starting = 0;
  /** Whether it does not let itself be stopped. */
  refusesToStop = false;
  /** What keeps others' deployments from being taken over. */
  refusals: readonly string[] = [];
  stable: string;
  #canary = '';
  #rollout = '';
  #weights: readonly number[] = [];
  /** Of the weights that it has given; its hook awaits action until it is let on. */
  #given = 0;
  #status: string | undefined;
  #reason: string | undefined;

  constructor(stable: string) {
    this.stable = stable;
  }

  /** A deployment that somebody begins. */
  begin(canary: string, strategy: NativeStrategy, rollout = ''): void {
    this.configuration = { own: false };
    this.effects.push(`update to ${canary}`);
    this.#canary = canary;
    this.#rollout = rollout;
    this.#weights = [...weightsOf(strategy), 100];
    this.#given = 0;
    this.#status = 'IN_PROGRESS';
    this.#reason = undefined;
  }

  get isUnderWay(): boolean {
    return this.#status === 'IN_PROGRESS';
  }

  /** Whom a deployment is under way of, and by which rollout. */
  get underWay(): { readonly canary: string; readonly rollout: string } | undefined {
    return this.isUnderWay ? { canary: this.#canary, rollout: this.#rollout } : undefined;
  }

  /** The rollout that began the newest deployment. */
  get rollout(): string | undefined {
    return this.#status === undefined ? undefined : this.#rollout;
  }

  look(): NativeDeployment {
    const weight = this.#weight;
    return {
      arn: 'deployment/1',
      status: this.#status ?? 'PENDING',
      ...(this.#reason && { reason: this.#reason }),
      ...(this.isUnderWay &&
        this.starting === 0 && {
          pause: { hook: `hook-${this.#given}`, ...(this.expiresAt && { expiresAt: this.expiresAt }) },
        }),
      split: [
        { version: this.stable, weight: this.starting > 0 ? 0 : 100 - weight },
        { version: this.#canary, weight },
      ],
    };
  }

  /** Goes on from a hook; one that was answered before is left alone. */
  continue(hook: string): void {
    if (!this.isUnderWay || hook !== `hook-${this.#given}`) return;
    if (this.#given === this.#weights.length) return this.#end(this.ends.forward);
    this.#given += 1;
    this.effects.push(`${this.#canary} ${this.#weight}`);
  }

  /** Gives all traffic back, by whomever it is asked for. */
  rollBack(reason: string): void {
    if (!this.isUnderWay) return;
    this.#given = 0;
    this.#reason = reason;
    this.#end(this.ends.back);
  }

  /** Another deployment takes its place, by somebody else. */
  replace(): void {
    if (!this.isUnderWay) return;
    this.#given = 0;
    this.#reason = 'A new deployment has replaced this one.';
    this.#end('STOPPED');
  }

  get #weight(): number {
    return this.#given === 0 ? 0 : (this.#weights[this.#given - 1] ?? 0);
  }

  #end(status: string): void {
    this.#status = status;
    this.effects.push(status);
  }
}

function weightsOf(strategy: NativeStrategy): number[] {
  switch (strategy.kind) {
    case 'linear': {
      const { stepPercent } = strategy;
      return Array.from({ length: Math.ceil(100 / stepPercent) - 1 }, (_, i) => (i + 1) * stepPercent);
    }
    case 'canary':
      return [strategy.canaryPercent];
    case 'blueGreen':
      return [];
  }
}
