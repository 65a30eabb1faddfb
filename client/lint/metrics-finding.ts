import { requestsPerSecondOf, totalOfStable } from '../../workflows/rollout/judge/bucket.ts';
import { strataOf } from '../../workflows/rollout/judge/strata.ts';
import { factsOf } from '../../workflows/rollout/metric-facts.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import type { LiveWorld } from '../../worker/live-world.ts';
import { fieldNames } from '../../activities/plan/field-names.ts';
import { fittingSteps } from '../plan/traffic-text.ts';
import { countsDoubt } from './counts-doubt.ts';
import { ok, unknown, type Finding } from '../../activities/preflight/finding.ts';

/** How far back the queries look, in buckets; at least ten minutes. */
const BUCKETS = 3;
const LEAST_SECONDS = 600;

/** Runs every query of the metrics once, for stable and the canary alike, and says what stable's requests come to. */
export async function metricsFinding(
  plan: RolloutPlan,
  world: LiveWorld,
  stable: string | undefined,
  now: number,
): Promise<Finding> {
  const { metrics, version, judge } = plan;
  const path = fieldNames(plan).metrics;
  const source = world.metricSource(metrics);
  const { bucketSeconds, lagSeconds } = factsOf(metrics);
  const to = now - lagSeconds;
  const span = { from: to - Math.max(LEAST_SECONDS, BUCKETS * bucketSeconds), to };
  const buckets = await source.read({ stable, canary: version.id }, span);
  const { requests, errors } = totalOfStable(buckets);
  const where = `${metrics.kind} answers`;
  if (stable === undefined) return ok(path, `${where}; no version serves yet`);
  if (requests === 0)
    return unknown(
      path,
      `${where}, but knows of no request to ${stable} since ${isoTime(span.from)}: ${judge.kind} cannot prove anything without requests${countsDoubt(plan) ? `; ${countsDoubt(plan)}` : ''}`,
    );
  const label = 'strata' in metrics ? metrics.strata : undefined;
  const known = strataOf(buckets);
  if (label !== undefined && known.length < 2)
    return unknown(
      `${path}.strata`,
      known.length === 0
        ? `no series about ${stable} has the label ${label}: queries must keep it, as sum by (${label}) does`
        : `${label} is always ${known[0]}: it does not tell requests apart`,
    );
  return ok(
    path,
    `${where}: ${stable} had ${requests} requests since ${isoTime(span.from)}, ${errors} of them failed${judge.kind === 'evidence' ? `; ${fittingSteps(plan, requestsPerSecondOf(buckets))}` : ''}${label === undefined ? '' : `; told apart by ${label}: ${known.join(', ')}`}`,
  );
}

const isoTime = (epochSeconds: number): string =>
  new Date(epochSeconds * 1000).toISOString().slice(0, 19) + 'Z';
