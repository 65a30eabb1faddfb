import type { ContainerDefinition, ContainerDependency, ContainerStateChange } from '@aws-sdk/client-ecs';
import { endProcess } from '../processes/host-process.ts';
import { watchHealth, type Health } from './health.ts';
import type { Host } from './host.ts';
import { bindingsOf, type PortMap } from './ports.ts';
import { startProgram } from './program.ts';
import type { Program, TaskScope } from './task-scope.ts';

/** ECS's default for `stopTimeout`. */
const defaultStopSeconds = 30;

/** A started container of a task, and what ECS wants to know of it. */
export class Container {
  readonly definition: ContainerDefinition;
  readonly ports: PortMap;
  readonly #program: Program | undefined;
  readonly #ended = new AbortController();
  #health: Health = 'UNKNOWN';
  #exitCode: number | undefined;

  /** Starts it; `onChange` is called when its health or exit code has changed. Throws when it cannot start. */
  constructor(definition: ContainerDefinition, scope: TaskScope, host: Host, onChange: () => void) {
    this.definition = definition;
    this.ports = scope.ports.get(definition.name!) ?? {};
    this.#program = startProgram(definition, scope, host);
    if (this.#program === undefined) return;

    const { process, probe } = this.#program;
    void process.exited.then((code) => {
      this.#exitCode = code;
      this.#ended.abort();
      onChange();
    });
    if (probe === undefined) return;
    const onHealth = (health: Health) => {
      this.#health = health;
      onChange();
    };
    void watchHealth(definition.healthCheck ?? {}, probe, onHealth, this.#ended.signal);
  }

  /** True when the end of this container ends its task. */
  get failed(): boolean {
    return this.#exitCode !== undefined && (this.definition.essential ?? true);
  }

  /** True when a container that depends on this one may start. */
  meets(condition: ContainerDependency['condition']): boolean {
    switch (condition) {
      case 'HEALTHY':
        return this.#health === 'HEALTHY' || this.#program === undefined;
      case 'COMPLETE':
        return this.#exitCode !== undefined;
      case 'SUCCESS':
        return this.#exitCode === 0;
      case 'START':
      case undefined:
        return true;
    }
  }

  /** Asks the program to end, and ends it when it has not after `stopTimeout` or the given seconds. */
  async end(graceSeconds = this.definition.stopTimeout ?? defaultStopSeconds): Promise<void> {
    if (this.#program !== undefined) await endProcess(this.#program.process, graceSeconds);
  }

  /** As SubmitTaskStateChange takes it, with the health in `reason`. */
  describe(): ContainerStateChange {
    return {
      containerName: this.definition.name,
      networkBindings: bindingsOf(this.ports),
      ...(this.#health !== 'UNKNOWN' && { reason: this.#health }),
      ...(this.#exitCode === undefined
        ? { status: 'RUNNING' }
        : { status: 'STOPPED', exitCode: this.#exitCode }),
    };
  }
}
