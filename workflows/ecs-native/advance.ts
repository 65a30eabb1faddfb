import { isOver, type NativeDeployment } from '../rollout/native-deployment.ts';

/** What there is to do for a weight: nothing more, going on from a pause, waiting for the next one, or going back. */
export type Advance =
  | { readonly kind: 'done' }
  | { readonly kind: 'continue'; readonly hook: string }
  | { readonly kind: 'wait'; readonly hook: undefined }
  | { readonly kind: 'ended'; readonly reason: string };

/** The canary's percent of the traffic. */
export const weightOf = ({ split }: NativeDeployment, canary: string): number =>
  split.find(({ version }) => version === canary)?.weight ?? 0;

/** Why a deployment does not go forward any more, as a sentence; undefined while it does, or has. */
export function whyNotForward(deployment: NativeDeployment): string | undefined {
  const { status, reason } = deployment;
  if (status === 'PENDING' || status === 'IN_PROGRESS' || status === 'SUCCESSFUL') return undefined;
  return isOver(deployment)
    ? `ECS ended the deployment (${status}): ${reason ?? 'it gives no reason'}`
    : `ECS rolls the deployment back (${status}): ${reason ?? 'it gives no reason'}`;
}

/** ECS has a weight when it says so and waits there; what it has beyond it was somebody else's doing, and is told as drift. */
export function advance(deployment: NativeDeployment, canary: string, weight: number): Advance {
  const { status, pause } = deployment;
  const present = weightOf(deployment, canary);
  const reason = whyNotForward(deployment);
  if (reason !== undefined) return { kind: 'ended', reason };
  if (present >= weight && (pause !== undefined || status === 'SUCCESSFUL')) return { kind: 'done' };
  return pause === undefined ? { kind: 'wait', hook: undefined } : { kind: 'continue', hook: pause.hook };
}
