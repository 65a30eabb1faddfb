import type { ContainerDefinition } from '@aws-sdk/client-ecs';

/** A container's own environment variables, as its definition has them. */
export function environmentOf({ environment = [] }: ContainerDefinition): Record<string, string> {
  return Object.fromEntries(environment.map(({ name = '', value = '' }) => [name, value] as const));
}
