import type { Owner } from '../workflows/rollout/owner.ts';

/** What says whose a version is, on all that was made for it. Only `serin adopt` and a person's own code write them elsewhere. */
export const OWNER_TAGS = {
  environment: 'serin:environment',
  service: 'serin:service',
  version: 'serin:version',
  rollout: 'serin:rollout',
} as const;

/** Tags by key. */
export type TagMap = ReadonlyMap<string, string>;

/** The tags of what is made, or adopted, for a version. */
export const ownerTags = (
  { environment, service }: Owner,
  version: string,
  rollout?: string,
): Record<string, string> => ({
  [OWNER_TAGS.environment]: environment,
  [OWNER_TAGS.service]: service,
  [OWNER_TAGS.version]: version,
  ...(rollout !== undefined && { [OWNER_TAGS.rollout]: rollout }),
});

/** Whether tags prove that something is an owner's version. */
export const provedByTags = (tags: TagMap, owner: Owner, version: string): boolean =>
  Object.entries(ownerTags(owner, version)).every(([key, value]) => tags.get(key) === value);

/** Whether something that people made for a service, such as a target group, is an owner's to use, as its tags say. */
export type Belonging = 'owner' | 'nobody' | 'other';

/** What of the owner tags says whom something serves, whichever version is in it. */
export const serviceTags = ({ environment, service }: Owner): Record<string, string> => ({
  [OWNER_TAGS.environment]: environment,
  [OWNER_TAGS.service]: service,
});

export function belongingOf(tags: TagMap, owner: Owner): Belonging {
  const wanted = Object.entries(serviceTags(owner));
  if (wanted.every(([key, value]) => tags.get(key) === value)) return 'owner';
  return wanted.some(([key, value]) => tags.has(key) && tags.get(key) !== value) ? 'other' : 'nobody';
}

/** Why something that people made is not used, and the way to hand it over. */
export function notForUse(what: string, belonging: Exclude<Belonging, 'owner'>, owner: Owner): string {
  const whose = belonging === 'other' ? "is tagged as another service's" : "is not tagged as anybody's";
  const tags = Object.entries(serviceTags(owner)).map(([key, value]) => `${key}=${value}`);
  const way =
    belonging === 'other'
      ? 'give the service a group of its own, or change the tags'
      : '"serin adopt -f FILE" hands it over';
  return `${what} ${whose}, so no rollout of ${owner.environment}/${owner.service} uses it: ${way} (${tags.join(', ')})`;
}

/** What a person may hand over to rollouts of a service. */
export interface Adoptable {
  /** What people call it: "stack shop-cart-v1". */
  readonly what: string;
  /** The version that it is or serves, if any. */
  readonly version?: string;
  /** The tags that hand it over. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Why something is left alone, and the way to hand it over. */
export function notOwned(
  what: string,
  tags: TagMap,
  { environment, service }: Owner,
  version: string,
): string {
  const others = [OWNER_TAGS.environment, OWNER_TAGS.service, OWNER_TAGS.version].map((key) => tags.get(key));
  const whose = others.every((value) => value !== undefined)
    ? `is version ${others[2]} of ${others[0]}/${others[1]}`
    : `was not made by a rollout of ${environment}/${service}`;
  return `${what} ${whose}, so it is neither taken over nor removed as ${version}: "serin adopt -f FILE" hands it over, or use another version id`;
}
