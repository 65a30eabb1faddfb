/** Whose versions are. What is not proved to be an owner's is neither taken over nor removed. */
export interface Owner {
  readonly environment: string;
  readonly service: string;
}

/** What stands under a version's name, and whether it may be taken over and removed. */
export type Ownership =
  /** `id` is its physical id, which nothing else ever has, also when it is made again under its name. */
  | { readonly kind: 'owned'; readonly id: string }
  | { readonly kind: 'absent' }
  /** Somebody else runs it, as the plan says: nobody takes it over, nobody removes it. */
  | { readonly kind: 'given' }
  /** `what` is what people call it; `reason` a sentence with the way to hand it over. */
  | { readonly kind: 'foreign'; readonly what: string; readonly reason: string };
