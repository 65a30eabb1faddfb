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
}
