import type { ContainerDefinition } from '@aws-sdk/client-ecs';

/** What a container is here: App Mesh's proxy, a collector that the request path does not need, or the application. */
export type ContainerKind = 'envoy' | 'collector' | 'application';

/** Tells by the name of the image, which is the same in every account and region. */
export function kindOf(image: string): ContainerKind {
  if (/\/?aws-appmesh-envoy\b/.test(image)) return 'envoy';
  if (/\baws-xray-daemon\b|\bcloudwatch-agent\b|\b(?:aws-otel|opentelemetry)-collector\b/.test(image))
    return 'collector';
  return 'application';
}

/** Containers in the order of their `dependsOn`; throws when they wait for each other or for one that is not there. */
export function startOrder(containers: readonly ContainerDefinition[]): ContainerDefinition[] {
  const ordered: ContainerDefinition[] = [];
  const waiting = new Set(containers);
  while (waiting.size > 0) {
    const ready = [...waiting].filter((container) =>
      (container.dependsOn ?? []).every(({ containerName }) =>
        ordered.some(({ name }) => name === containerName),
      ),
    );
    if (ready.length === 0)
      throw new Error(
        `containers ${[...waiting].map(({ name }) => name).join(', ')} depend on each other or on none`,
      );
    for (const container of ready) waiting.delete(container);
    ordered.push(...ready);
  }
  return ordered;
}
