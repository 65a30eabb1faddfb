import { EventEmitter, once } from 'node:events';
import type { ContainerDefinition, ContainerStateChange, TaskDefinition } from '@aws-sdk/client-ecs';
import { findImage } from '../images/registry.ts';
import { Container } from './container.ts';
import { kindOf, startOrder } from './containers.ts';
import { drain, released } from './drain.ts';
import type { Host } from './host.ts';
import { opened } from './opened.ts';
import { mapPorts } from './ports.ts';
import { readSecrets } from './secrets.ts';
import { tcpBackends } from './tcp-backends.ts';

/** A task that ECS has placed here. */
export interface AssignedTask {
  readonly arn: string;
  readonly definition: TaskDefinition;
}

/** What the agent tells ECS about a task. */
export interface TaskState {
  readonly status: 'RUNNING' | 'STOPPED';
  /** Why it stopped; not given when ECS itself asked for it. */
  readonly reason?: string;
  readonly containers: readonly ContainerStateChange[];
}

export interface RunningTask {
  /** Drains the task, stops it, reports it, and resolves then. */
  stop(): Promise<void>;
  /** Ends its processes and reports nothing: the whole machine goes down. */
  abandon(): Promise<void>;
}

type Ending = { kind: 'asked' } | { kind: 'failed'; reason: string } | { kind: 'abandoned' };

/** Seconds that programs get to end by themselves when nobody waits for their answers any more. */
const hurriedSeconds = 2;

/** Starts a task's containers in their order, watches them, and stops all when asked to or when one ends. */
export function runTask(
  { arn, definition }: AssignedTask,
  host: Host,
  report: (state: TaskState) => Promise<void>,
): RunningTask {
  const taskId = arn.slice(arn.lastIndexOf('/') + 1);
  const containers: Container[] = [];
  const changes = new EventEmitter();
  const ending = new AbortController();
  const ended = new Promise<Ending>((resolve) =>
    ending.signal.addEventListener('abort', () => resolve(ending.signal.reason as Ending)),
  );
  let running = false;

  const end = (how: Ending) => ending.abort(how);
  const life = live();
  return {
    stop: () => (end({ kind: 'asked' }), life),
    abandon: () => (end({ kind: 'abandoned' }), life),
  };

  async function live(): Promise<void> {
    const starting = start().catch((error: Error) => end({ kind: 'failed', reason: error.message }));
    const how = await ended;
    await starting;
    switch (how.kind) {
      case 'asked':
        await leaveTraffic();
        for (const container of containers.toReversed()) await container.end();
        return report(stateOf('STOPPED'));
      case 'failed':
        await endAll();
        return report({ ...stateOf('STOPPED'), reason: how.reason });
      case 'abandoned':
        return endAll();
    }
  }

  async function start(): Promise<void> {
    const definitions = startOrder(definition.containerDefinitions ?? []);
    refuseMissingImages(definitions, host);
    const [ports, secrets, backends] = await Promise.all([
      mapPorts(definitions),
      readSecrets(definitions, host.ssm),
      tcpBackends(definitions, host.appMesh),
    ]);
    const scope = { taskId, ports, secrets, tcpBackends: backends };
    for (const container of definitions) {
      await until(() => dependenciesMet(container));
      if (ending.signal.aborted) return;
      containers.push(new Container(container, scope, host, changed));
    }
    await opened(applicationPorts(), ending.signal);
    if (ending.signal.aborted) return;
    running = true;
    await report(stateOf('RUNNING'));
  }

  function changed(): void {
    if (ending.signal.aborted) return;
    if (containers.some((container) => container.failed))
      end({ kind: 'failed', reason: 'Essential container in task exited' });
    else if (running) void report(stateOf('RUNNING'));
    changes.emit('change');
  }

  async function until(holds: () => boolean): Promise<void> {
    while (!ending.signal.aborted && !holds())
      await once(changes, 'change', { signal: ending.signal }).catch(() => undefined);
  }

  function dependenciesMet({ dependsOn = [] }: ContainerDefinition): boolean {
    return dependsOn.every(({ containerName, condition }) =>
      containers.find(({ definition: { name } }) => name === containerName)!.meets(condition),
    );
  }

  // A task that cannot leave traffic in order is stopped all the same.
  async function leaveTraffic(): Promise<void> {
    if (!running) return;
    const envoy = containers.find(({ definition: { image } }) => kindOf(image!) === 'envoy');
    const { balancerAdminPort } = host;
    const ports = containers.flatMap((container) => Object.values(container.ports));
    try {
      if (balancerAdminPort !== undefined)
        await Promise.all(ports.map((port) => released(port, balancerAdminPort)));
      if (envoy !== undefined) await drain(envoy.ports, host.meshAdminPort);
    } catch (error) {
      console.error(`task ${taskId} was not drained: ${(error as Error).message}`);
    }
  }

  async function endAll(): Promise<void> {
    await Promise.all(containers.map((container) => container.end(hurriedSeconds)));
  }

  function applicationPorts(): number[] {
    return containers
      .filter(({ definition: { image } }) => kindOf(image!) === 'application')
      .flatMap(({ ports }) => Object.values(ports));
  }

  function stateOf(status: TaskState['status']): TaskState {
    return { status, containers: containers.map((container) => container.describe()) };
  }
}

function refuseMissingImages(definitions: readonly ContainerDefinition[], { stateFolder }: Host): void {
  for (const { image = '' } of definitions)
    if (kindOf(image) === 'application' && findImage(image, stateFolder) === undefined)
      throw new Error(`CannotPullContainerError: image ${image} not found in the local registry`);
}
