/** A service that has no traffic to be shifted, as a sentence for a person. */
export class NotBalanced extends Error {}
