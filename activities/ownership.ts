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
