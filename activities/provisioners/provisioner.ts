import type { Growth } from '../../workflows/rollout/growth.ts';
import type { ServiceId, Succession } from '../scaling/scaling.ts';

/** How far a version is on its way to serving. A reason is a sentence for the person who waits. */
export type Readiness =
  | { readonly kind: 'absent' }
  | { readonly kind: 'pending'; readonly reason: string }
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly reason: string };

/** What makes a version run and takes it away. */
export interface Provisioner {
  /** Whether versions are somebody else's, so that they stay when they are not wanted any more. */
  readonly keepsVersions?: boolean;
  /** Asks for the version; repeating it changes nothing. Refuses what cannot be made before making anything. */
  create(version: string): Promise<void>;
  readiness(version: string): Promise<Readiness>;
  /** Asks for its removal; repeating it, or removing what is not there, changes nothing. */
  remove(version: string): Promise<void>;
  /** The ECS services that a version runs as; none where it is not there. */
  services(version: string): Promise<readonly ServiceId[]>;
  /** Asks for the tasks that a canary's weight takes, where versions begin small, and tells whether they are there. */
  grow?(growth: Growth): Promise<Readiness>;
  /** How one version replaces another, where versions are copies that have no scaling of their own; nothing where one of them is gone. */
  succession?(from: string, to: string): Promise<Succession | undefined>;
}
