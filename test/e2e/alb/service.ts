import { cartAddress, cartRule, createCart } from '../../../infra/demo/routers/cart-stack.ts';
import type { TrafficOptions } from '../../../infra/local/traffic/traffic.ts';
import type { Cloud } from '../../../infra/local/up/cloud.ts';
import { patiently } from '../patiently.ts';

/** An ECS service behind a load balancer of its own. */
export interface AlbService {
  readonly name: string;
  /** ARN of the rule that forwards to its two target groups. */
  readonly rule: string;
  /** Where its load balancer listens, and what it shows there. */
  readonly address: Pick<TrafficOptions, 'url' | 'certificate'>;
}

/** Creates the service of the sample «cart» under a name, by its template as it is `changed`. */
export async function createService(
  cloud: Cloud,
  name: string,
  version: string,
  image: string,
  changed?: (template: string) => string,
): Promise<AlbService> {
  await createCart(cloud, image, version, name, changed);
  const address = await patiently(() => cartAddress(cloud, name).catch(() => undefined));
  return { name, rule: await cartRule(cloud, name), address };
}
