import { isDeepStrictEqual } from 'node:util';
import { ECSClient, type Service } from '@aws-sdk/client-ecs';
import { clientOf } from '../../../infra/demo/aws-client.ts';
import { recordedImage } from '../../../infra/demo/recorded-image.ts';
import type { Cloud } from '../../../infra/local/up/cloud.ts';
import type { Shifted } from '../../../infra/demo/routers/shifted-cart.ts';
import { patiently } from '../patiently.ts';
import { versionOf } from './home-aftermath.ts';

/**
 * What of a service is not whole whose traffic ECS shifts, by AWS's own API: nothing, when one revision serves, no deployment is under way, and
 * the service is as it was but for its revision.
 */
export async function findWrongs(
  cloud: Cloud,
  name: string,
  own: Shifted,
  before: Partial<Service>,
): Promise<string[]> {
  await patiently(() => own.isSettled());
  const [weights, service, settings] = [await own.weights(), await own.service(), await own.settings()];
  const fields = Object.keys({ ...before, ...settings }) as (keyof Service)[];
  const changed = fields.filter((field) => !isDeepStrictEqual(before[field], settings[field]));
  return [
    ...(weights.join() === '100,0' ? [] : [`the rule has ${weights.join()}`]),
    ...changed.map((field) => `${field} is ${JSON.stringify(settings[field])}`),
    ...(await findUnrecorded(cloud, name, service)),
  ];
}

/** The first version was made by hand, and no rollout has recorded it. */
async function findUnrecorded(cloud: Cloud, name: string, service: Service): Promise<string[]> {
  const recorded = await recordedImage(cloud, name);
  const version = await versionOf(new ECSClient(clientOf(cloud)), service);
  return recorded === undefined || recorded.endsWith(`:${version}`)
    ? []
    : [`recorded is ${recorded}, ${name} runs ${version}`];
}
