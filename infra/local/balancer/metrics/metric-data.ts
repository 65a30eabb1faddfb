import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import type { HealthReport } from '../health/checker.ts';
import {
  dimensionOf,
  targetName,
  type BalancerSnapshot,
  type LoadBalancer,
  type TargetGroup,
} from '../snapshot.ts';
import type { Access } from './access.ts';
import { metricDataOf, ownErrorCounts, tallyOf } from './tally.ts';

/**
 * What a load balancer tells CloudWatch of a span that ends now: by target group, what was counted, and how many targets are healthy;
 * by load balancer alone, the same of all its groups, and how often it had to answer 5xx itself. In seconds instead of AWS's minutes.
 */
export function metricData(
  { loadBalancers, groups }: BalancerSnapshot,
  health: HealthReport,
  accesses: readonly Access[],
  timestamp: Date,
): MetricDatum[] {
  const tallies = tallyOf(accesses);
  const byGroup = groups.flatMap(({ arn, targets }) => {
    const owner = loadBalancers.find((balancer) => uses(balancer, arn));
    if (owner === undefined) return [];
    const Dimensions = [
      { Name: 'LoadBalancer', Value: dimensionOf(owner.arn) },
      { Name: 'TargetGroup', Value: dimensionOf(arn) },
    ];
    const tally = tallies.get(dimensionOf(arn));
    const healthy = targets.filter((target) => health[arn]?.[targetName(target)]?.state === 'healthy').length;
    const hosts = [
      { MetricName: 'HealthyHostCount', Value: healthy },
      { MetricName: 'UnHealthyHostCount', Value: targets.length - healthy },
    ];
    return [...(tally ? metricDataOf(tally) : []), ...(targets.length > 0 ? hosts : [])].map((datum) => ({
      ...datum,
      Dimensions,
    }));
  });
  const byBalancer = loadBalancers.flatMap((balancer) => {
    const own = accesses.filter(({ group }) => usesGroup(balancer, groups, group));
    const Dimensions = [{ Name: 'LoadBalancer', Value: dimensionOf(balancer.arn) }];
    const whole = tallyOf(own.map((access) => ({ ...access, group: balancer.arn }))).get(balancer.arn);
    const counts = ownErrorCounts(own).map(([MetricName, Value]) => ({ MetricName, Value }));
    return [...(whole ? metricDataOf(whole) : []), ...counts].map((datum) => ({ ...datum, Dimensions }));
  });
  return [...byGroup, ...byBalancer].map((datum): MetricDatum => ({
    MetricName: undefined,
    Unit: 'Count',
    ...datum,
    Timestamp: timestamp,
    StorageResolution: 1,
  }));
}

const uses = ({ listeners }: LoadBalancer, group: string): boolean =>
  JSON.stringify(listeners).includes(JSON.stringify(group));

const usesGroup = (balancer: LoadBalancer, groups: readonly TargetGroup[], dimension: string): boolean =>
  groups.some(({ arn }) => dimensionOf(arn) === dimension && uses(balancer, arn));
