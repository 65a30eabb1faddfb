import {
  AddTagsCommand,
  type ElasticLoadBalancingV2Client,
  RemoveTagsCommand,
  type Tag,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApplicationFailure } from '@temporalio/common';
import type { Owner } from '../../../workflows/rollout/owner.ts';
import { VERSION_TAG, type TargetGroup } from '../load-balancing.ts';
import { belongingOf, notForUse, serviceTags } from '../../ownership.ts';
import { groupName } from './actions.ts';
import { tagsOf } from './batches.ts';

type Elb = ElasticLoadBalancingV2Client;

/** What the tags of a target group say: whose it is, and which version's tasks are behind it. */
export function taggedAs(tags: readonly Tag[], owner: Owner): Pick<TargetGroup, 'belonging' | 'version'> {
  const byKey = new Map(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
  const belonging = belongingOf(byKey, owner);
  return { belonging, version: belonging === 'other' ? undefined : byKey.get(VERSION_TAG) };
}

/** Gives a target group to a version. Fails as `VersionFailed` where it is not the owner's at this moment. */
export async function claim(elb: Elb, owner: Owner, group: string, version: string) {
  const tags = (await tagsOf(elb, group)) ?? [];
  const { belonging } = taggedAs(tags, owner);
  if (belonging !== 'owner')
    throw versionFailed(notForUse(`target group ${groupName(group)}`, belonging, owner));
  if (tags.length >= MOST_TAGS && !tags.some(({ Key }) => Key === VERSION_TAG))
    throw versionFailed(
      `target group ${groupName(group)} has ${tags.length} tags, and takes ${MOST_TAGS}: remove one, to make room for ${VERSION_TAG}`,
    );
  await tag(elb, [group], { [VERSION_TAG]: version });
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-tags.html */
const MOST_TAGS = 50;

const versionFailed = (message: string) => ApplicationFailure.create({ type: 'VersionFailed', message });

/** Makes target groups free. */
export async function releaseGroup(elb: Elb, groups: readonly string[]) {
  if (groups.length === 0) return;
  await elb.send(new RemoveTagsCommand({ ResourceArns: [...groups], TagKeys: [VERSION_TAG] }));
}

/** Hands target groups over to an owner. */
export const adopt = (elb: Elb, owner: Owner, groups: readonly string[]) =>
  tag(elb, groups, serviceTags(owner));

const tag = (elb: Elb, groups: readonly string[], tags: Readonly<Record<string, string>>) =>
  elb.send(
    new AddTagsCommand({
      ResourceArns: [...groups],
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  );
