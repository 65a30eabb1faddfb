import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { BalancerSnapshot } from '../snapshot.ts';
import type { Certificates } from './certificates.ts';
import { readGroups } from './read-groups.ts';
import { readLoadBalancers } from './read-load-balancers.ts';

/** Reads load balancers by the public API, under the version that its state had before; what changes meanwhile has a newer one. */
export async function readSnapshot(
  endpoint: string,
  elb: ElasticLoadBalancingV2Client,
  certificates: Certificates,
): Promise<BalancerSnapshot> {
  const response = await fetch(`${endpoint}/moto-api/lab/version`);
  const { version } = (await response.json()) as { version: number };
  const loadBalancers = await readLoadBalancers(elb, certificates);
  return { version, loadBalancers, groups: await readGroups(elb, loadBalancers) };
}
