import type { Tag } from '@aws-sdk/client-ecs';
import type { EcsSpec } from '../../workflows/rollout/provisioner-spec.ts';
import { ownerTags } from '../ownership.ts';

/** The tags of everything that is made for a version: the plan's own, and those that prove whose it is. */
export const madeTags = (
  { owner, tags = {} }: Pick<EcsSpec, 'owner' | 'tags'>,
  version: string,
  rollout: string,
): Tag[] =>
  Object.entries({ ...tags, ...ownerTags(owner, version, rollout), 'managed-by': 'serin' }).map(
    ([key, value]) => ({ key, value }),
  );

/** Stable's tags without those that AWS keeps to itself and without what is said anew, and what is. */
export const copiedTags = (tags: readonly Tag[] = [], anew: readonly Tag[]): Tag[] => [
  ...tags.filter(({ key = '' }) => !key.startsWith('aws:') && !anew.some((tag) => tag.key === key)),
  ...anew,
];

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html */
const MOST_TAGS = 50;

/** Whether a copy would have more tags than ECS takes, as a sentence for a person. */
export const tooManyTags = (copyOf: string, tags: readonly Tag[]): string[] =>
  tags.length > MOST_TAGS
    ? [
        `a copy of ${copyOf} would have ${tags.length} tags, with those of the plan and of Serin, and ECS takes ${MOST_TAGS}: remove ${tags.length - MOST_TAGS}`,
      ]
    : [];
