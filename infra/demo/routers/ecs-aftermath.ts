import { isDeepStrictEqual } from 'node:util';
import { DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import { OWNER_TAGS } from '../../../activities/ownership.ts';
import type { Cloud } from '../../local/up/cloud.ts';
import type { Aftermath } from '../aftermath.ts';
import { clientOf } from '../aws-client.ts';
import { recordedImage } from '../recorded-image.ts';
import type { Shifted } from './shifted-cart.ts';

/** Looks at the rule's weights, the service's revision, the record, and whether the service is otherwise as it was. */
export async function ecsAftermath(cloud: Cloud, cart: Shifted, before: object): Promise<Aftermath> {
  const [service, settings, weights] = [await cart.service(), await cart.settings(), await cart.weights()];
  const version = await versionOf(new ECSClient(clientOf(cloud)), service.taskDefinition);
  const changed = Object.entries(settings).filter(
    ([field, value]) => !isDeepStrictEqual(value, before[field as keyof typeof before]),
  );
  const others = (service.deployments?.length ?? 0) > 1 ? ['a deployment that is under way'] : [];
  return {
    serving: [weights.join() === '100,0' ? version : `${version} (${weights.join()})`],
    existing: [version, ...others, ...changed.map(([field]) => `another ${field}`)],
    recordedImage: await recordedImage(cloud, 'cart'),
  };
}

async function versionOf(ecs: ECSClient, taskDefinition: string | undefined): Promise<string> {
  const { tags = [] } = await ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] }),
  );
  return tags.find(({ key }) => key === OWNER_TAGS.version)?.value ?? 'nobody';
}
