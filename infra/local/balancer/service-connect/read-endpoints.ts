import type { BalancerSnapshot, Target } from '../snapshot.ts';

/** Something that a service offers by Service Connect, as the local AWS tells it: who gets which part of the requests. */
interface Endpoint {
  /** `<discovery name>.<namespace>` */
  readonly name: string;
  /** At which its callers find it. */
  readonly port: number;
  readonly revisions: readonly Revision[];
}

interface Revision {
  readonly name: string;
  readonly weight: number;
  readonly targets: readonly Target[];
}

/**
 * Reads what Service Connect offers. On AWS each caller's proxy splits its requests, by weights that no public API tells; here it is as if
 * a load balancer did so for all of them, which checks no health and counts nothing.
 */
export async function readEndpoints(
  endpoint: string,
): Promise<Pick<BalancerSnapshot, 'loadBalancers' | 'groups'>> {
  const response = await fetch(`${endpoint}/moto-api/lab/service-connect`);
  if (!response.ok) throw new Error(`service-connect: HTTP ${response.status}`);
  const { endpoints } = (await response.json()) as { endpoints: readonly Endpoint[] };
  const known = endpoints.map((each) => ({ ...each, arn: `service-connect/${each.name}/${each.port}` }));
  const arnOf = (arn: string, revision: Revision) => `${arn}/${revision.name}`;
  return {
    loadBalancers: known.map(({ arn, name, port, revisions }) => {
      const TargetGroups = revisions.map((each) => ({
        TargetGroupArn: arnOf(arn, each),
        Weight: each.weight,
      }));
      const actions = [{ Type: 'forward' as const, ForwardConfig: { TargetGroups } }];
      return {
        arn,
        name,
        countsNothing: true,
        listeners: [{ arn, port, rules: [{ conditions: [], actions }] }],
      };
    }),
    groups: known.flatMap(({ arn, revisions }) =>
      revisions.map((each) => ({
        arn: arnOf(arn, each),
        settings: { HealthCheckEnabled: false },
        targets: each.targets,
      })),
    ),
  };
}
