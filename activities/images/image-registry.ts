/** What a registry knows of an image. A reason is a sentence for a person. */
export type FoundImage =
  | { readonly kind: 'found'; readonly digest: string }
  | { readonly kind: 'absent'; readonly reason: string }
  /** Kept elsewhere, or not to be looked at: its tag may come to mean another image. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** Where images are kept. */
export interface ImageRegistry {
  /** Looks an image up by its full name, with its tag or digest. */
  find(image: string): Promise<FoundImage>;
}
