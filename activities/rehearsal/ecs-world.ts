import type { Service } from '@aws-sdk/client-ecs';

/** ECS services in a rehearsal, by cluster and name. */
export interface EcsWorld {
  /** As they were found, or would be. */
  readonly services: Map<string, Service>;
  /** Of those, the ones that AWS does not have so. */
  readonly changed: Set<string>;
}

export const newEcsWorld = (): EcsWorld => ({ services: new Map(), changed: new Set() });

/** Tasks that would be behind a target group; undefined where that is as AWS has it. */
export function tasksBehind({ services, changed }: EcsWorld, group: string): number | undefined {
  const behind = [...changed].flatMap((key) => {
    const service = services.get(key);
    return service?.loadBalancers?.some((each) => each.targetGroupArn === group) ? [service] : [];
  });
  return behind.length === 0
    ? undefined
    : behind.reduce((sum, { desiredCount = 0 }) => sum + desiredCount, 0);
}
