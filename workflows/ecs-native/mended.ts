import type { NativeService } from '../rollout/native-deployment.ts';

/** What was put right of what a dead rollout left, as a sentence. */
export function mended({ stable, underWay, isChanged }: NativeService): string {
  const done = [
    ...(underWay === undefined
      ? []
      : [`the deployment of ${underWay.version}, which an earlier rollout left, was rolled back`]),
    ...(isChanged ? ['the service got its own deployment configuration back'] : []),
  ];
  return done.length === 0 ? `${stable} serves, and nothing is under way` : done.join('; ');
}
