import type { NativeService, NativeUnderWay } from '../rollout/native-deployment.ts';

/** The deployment that a rollout of a version takes over, or why there is none, as a sentence. */
export function adoptable(
  { underWay }: Pick<NativeService, 'underWay'>,
  service: string,
  version: string,
): NativeUnderWay | string {
  if (underWay === undefined || underWay.isOwn)
    return `no deployment of ECS service ${service} is under way that others began`;
  if (underWay.refusals.length > 0) return `ECS service ${service} ${underWay.refusals.join(', and ')}`;
  return underWay.version === version
    ? underWay
    : `a deployment of ${underWay.version} is under way, and none of ${version}`;
}
