import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import { startApplication } from './application.ts';
import { kindOf } from './containers.ts';
import { startEnvoy } from './envoy.ts';
import type { Host } from './host.ts';
import type { Program, TaskScope } from './task-scope.ts';

/** Starts a container's program; a collector has none, since nothing here reads what it collects. */
export function startProgram(
  definition: ContainerDefinition,
  scope: TaskScope,
  host: Host,
): Program | undefined {
  switch (kindOf(definition.image!)) {
    case 'envoy':
      return startEnvoy(definition, scope, host);
    case 'application':
      return startApplication(definition, scope, host);
    case 'collector':
      return undefined;
  }
}
