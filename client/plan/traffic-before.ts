import type { Rehearsal } from '../../worker/rehearsal.ts';
import { usualTraffic } from '../../workflows/rollout/judge/usual-traffic.ts';
import type { MetricsSpec } from '../../workflows/rollout/metrics-spec.ts';
import type { Forecast } from './foretold.ts';
import { wholeHours } from './whole-hours.ts';

/** What a version gets, as far as its metrics can be read: a rollout, too, begins without knowing where they cannot. */
export async function trafficBefore(
  { historyOf }: Pick<Rehearsal, 'historyOf'>,
  metrics: MetricsSpec,
  version: string,
): Promise<Pick<Forecast, 'traffic' | 'hours'>> {
  const now = Date.now() / 1000;
  const history = await historyOf(metrics, version, now).catch(() => undefined);
  const traffic = history && usualTraffic(history);
  return traffic ? { traffic, hours: wholeHours(history, now) } : {};
}
