import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { presentVersion } from '../../tasks/changes.ts';
import type { BalancerSnapshot } from '../snapshot.ts';
import { readEndpoints } from '../service-connect/read-endpoints.ts';
import type { Certificates } from './certificates.ts';
import { readGroups } from './read-groups.ts';
import { readLoadBalancers } from './read-load-balancers.ts';

/** What load balancers are made of, with the certificates of their listeners. */
export const BALANCER_SERVICES = ['elasticloadbalancing', 'acm'];

/** Reads load balancers by the public API, and what is like one in Service Connect, under the version that its state had before; what changes meanwhile has a newer one. */
export async function readSnapshot(
  endpoint: string,
  elb: ElasticLoadBalancingV2Client,
  certificates: Certificates,
): Promise<BalancerSnapshot> {
  const version = await presentVersion(endpoint, BALANCER_SERVICES);
  const [loadBalancers, offered] = [
    await readLoadBalancers(elb, certificates),
    await readEndpoints(endpoint),
  ];
  const groups = await readGroups(elb, loadBalancers);
  return {
    version,
    loadBalancers: [...loadBalancers, ...offered.loadBalancers],
    groups: [...groups, ...offered.groups],
  };
}
