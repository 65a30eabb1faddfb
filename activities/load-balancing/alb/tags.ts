import {
  AddTagsCommand,
  type ElasticLoadBalancingV2Client,
  RemoveTagsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { VERSION_TAG } from '../load-balancing.ts';
import { tagsOf } from './batches.ts';

/** Versions by target group; groups that are free are left out. */
export async function versionsOf(
  elb: ElasticLoadBalancingV2Client,
  groups: readonly string[],
): Promise<Map<string, string>> {
  const tags = await Promise.all(groups.map((arn) => tagsOf(elb, arn)));
  return new Map(
    groups.flatMap((arn, i) => {
      const version = tags[i]?.find(({ Key }) => Key === VERSION_TAG)?.Value;
      return version === undefined ? [] : [[arn, version] as const];
    }),
  );
}

/** Gives a target group to a version. */
export async function claim(elb: ElasticLoadBalancingV2Client, group: string, version: string) {
  await elb.send(new AddTagsCommand({ ResourceArns: [group], Tags: [{ Key: VERSION_TAG, Value: version }] }));
}

/** Makes target groups free. */
export async function release(elb: ElasticLoadBalancingV2Client, groups: readonly string[]) {
  if (groups.length === 0) return;
  await elb.send(new RemoveTagsCommand({ ResourceArns: [...groups], TagKeys: [VERSION_TAG] }));
}
