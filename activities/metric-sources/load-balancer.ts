import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Bucket } from '../../workflows/rollout/judge/bucket.ts';
import type { Span } from '../../workflows/rollout/judge/verdict.ts';
import type { ListenerRule } from '../../workflows/rollout/listener-rule.ts';
import type { LoadBalancerSpec } from '../../workflows/rollout/metrics-spec.ts';
import { groupOf, type TargetGroup } from '../load-balancing/load-balancing.ts';
import { periodsWithin, readPoints } from './cloud-watch.ts';
import { historyBefore } from './period-history.ts';
import { queryTexts } from './query-text.ts';
import type { MetricSource } from './source.ts';
import {
  addTo,
  BALANCER_SERIES,
  brokenOff,
  countsOf,
  groupSeries,
  newTally,
  type Tally,
} from './target-group-series.ts';

/**
 * What a load balancer counted for the target group of each version. Requests are counted where they went, so weights
 * that take a while to reach all of the load balancer blur nothing. A group's past may be an older version's.
 */
export function loadBalancerMetrics(
  cloudWatch: CloudWatchClient,
  balancing: { groups(): Promise<readonly VersionGroup[]> },
  spec: CountedByBalancer,
): MetricSource {
  let known: readonly VersionGroup[] = [];
  /** A version's group is its own for as long as its step takes. */
  const groupsOf = async ({ stable, canary }: Sides): Promise<readonly VersionGroup[]> => {
    const isKnown = [stable, canary].every((version) => version === undefined || groupOf(known, version));
    if (!isKnown) known = await balancing.groups();
    return known;
  };

  const ask = async (versions: Sides, periodSeconds: number) => {
    const groups = await groupsOf(versions);
    const balancer = [balancerDimension(spec.rule)];
    const ofGroups = SIDES.flatMap((side) => {
      const version = versions[side];
      const group = version === undefined ? undefined : groupOf(groups, version);
      if (group === undefined) return [];
      const dimensions = [...balancer, groupDimension(group.arn)];
      return groupSeries(spec).map((series) => ({ of: side, series, dimensions }));
    });
    const ofBalancer = BALANCER_SERIES.map((series) => ({ of: WHOLE, series, dimensions: balancer }));
    const asked = ofGroups.length === 0 ? [] : [...ofGroups, ...ofBalancer];
    const queries = asked.map(({ series, dimensions }, i) => ({
      Id: `q${i}`,
      MetricStat: {
        Metric: {
          Namespace: 'AWS/ApplicationELB',
          MetricName: series.metric,
          Dimensions: dimensions,
        },
        Period: periodSeconds,
        Stat: series.stat,
      },
    }));
    return { asked, queries };
  };

  const readSides = async (versions: Sides, span: Span, periodSeconds: number): Promise<Bucket[]> => {
    const periods = periodsWithin(span, periodSeconds);
    if (!periods) return [];
    const { asked, queries } = await ask(versions, periodSeconds);
    if (asked.length === 0) return [];
    const points = await readPoints(cloudWatch, queries, periods);

    const tallies = new Map<number, Tallies>();
    for (const [i, { of, series }] of asked.entries()) {
      for (const { time, value } of points.get(`q${i}`) ?? []) {
        const tally = tallies.get(time) ?? { stable: newTally(), canary: newTally(), balancer: newTally() };
        addTo(tally[of], series, value);
        tallies.set(time, tally);
      }
    }
    return (
      [...tallies]
        .sort(([a], [b]) => a - b)
        .map(([time, tally]) => ({ from: time, to: time + periodSeconds, ...bothSides(tally) }))
        // Of others alone there is nothing to tell.
        .filter(({ stable, canary }) => stable !== undefined || canary !== undefined)
    );
  };

  return {
    read: ({ stable, canary }, span) => readSides({ stable, canary }, span, spec.periodSeconds),
    queries: async ({ stable, canary }) =>
      queryTexts((await ask({ stable, canary }, spec.periodSeconds)).queries),
    history: (version, before) =>
      historyBefore(before, spec.periodSeconds, (span, periodSeconds) =>
        readSides({ stable: version, canary: undefined }, span, periodSeconds),
      ),
  };
}

/** Why a load balancer's counts say nothing of failures where target groups, by their names, speak gRPC. */
export const blindToGrpc = (groups: readonly string[]): string | undefined =>
  groups.length === 0
    ? undefined
    : `${groups.join(' and ')} speak${groups.length === 1 ? 's' : ''} gRPC, of which a failed call is HTTP 200 to the load balancer: name metrics of your own that know its status, of kind prometheus or cloudwatch`;

/** A target group, and whose tasks are behind it. */
export type VersionGroup = Pick<TargetGroup, 'arn' | 'version'>;

/** Which load balancer counts, and how its counts are read. */
export type CountedByBalancer = Pick<LoadBalancerSpec, 'rule' | 'periodSeconds' | 'countAsErrors'>;

const SIDES = ['stable', 'canary'] as const;
type Side = (typeof SIDES)[number];
type Sides = Readonly<Record<Side, string | undefined>>;

/** The load balancer with all groups behind it, whose services they ever are. */
const WHOLE = 'balancer' as const;
type Tallies = Record<Side | typeof WHOLE, Tally>;

/** From `…:listener-rule/app/<name>/<id>/…` or `…:listener/app/<name>/<id>/…`. */
const balancerDimension = (rule: ListenerRule) => ({
  Name: 'LoadBalancer',
  Value: ('arn' in rule ? rule.arn : rule.listener).split('/').slice(1, 4).join('/'),
});

/** From `…:targetgroup/<name>/<id>`. */
const groupDimension = (group: string) => ({ Name: 'TargetGroup', Value: group.split(':').at(-1) });

function bothSides({ balancer, ...tally }: Tallies): Pick<Bucket, Side> {
  const [brokenByStable = 0, brokenByCanary = 0] = brokenOff([tally.stable, tally.canary], balancer);
  const [stable, canary] = [countsOf(tally.stable, brokenByStable), countsOf(tally.canary, brokenByCanary)];
  return { ...(stable && { stable }), ...(canary && { canary }) };
}
