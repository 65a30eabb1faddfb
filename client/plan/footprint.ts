import type { Forecast, Stage } from './forecast.ts';
import type { AwsCall } from '../../activities/rehearsal/rehearsed.ts';

/** What AWS asked for a Linux task on x86 by the hour in us-east-1 at the beginning of 2026, without discounts. */
export const FARGATE_PRICES: Prices = { vcpuHour: 0.04048, gbHour: 0.004445 };

/** US dollars. */
export interface Prices {
  readonly vcpuHour: number;
  readonly gbHour: number;
}

/** Tasks that run beside stable's while a rollout goes on. */
export interface Footprint {
  readonly tasks: number;
  readonly vcpu: number;
  readonly memoryGb: number;
  /** Task hours until stable is removed, at the earliest; without the time until they are ready. */
  readonly taskHours: number;
  readonly launchType: string;
  /** US dollars; undefined where tasks run on instances that are paid anyway. */
  readonly cost: number | undefined;
}

/** What the extra tasks of a forecast come to; undefined where nothing says how many there are, as behind a template. */
export function footprintOf(
  { stages, besides }: Pick<Forecast, 'stages' | 'besides'>,
  prices: Prices,
): Footprint | undefined {
  const calls = stages.flatMap((stage) => stage.calls);
  const service = inputOf<{ launchType?: string; capacityProviderStrategy?: unknown[] }>(
    calls,
    'CreateService',
  );
  const definition = inputOf<{ cpu?: string; memory?: string }>(calls, 'RegisterTaskDefinition');
  const made = service ?? besides;
  if (made === undefined) return undefined;
  const counts = stages.map((_, i) => besides?.tasks ?? taskCount(stages.slice(0, i + 1)));
  const taskSeconds = stages.reduce((sum, { afterSeconds }, i) => {
    const until = stages[i + 1]?.afterSeconds ?? afterSeconds;
    return sum + (counts[i] ?? 0) * (Math.max(0, until) - Math.max(0, afterSeconds));
  }, 0);
  const taskHours = taskSeconds / 3600;
  const vcpu = Number(definition?.cpu ?? 0) / 1024;
  const memoryGb = Number(definition?.memory ?? 0) / 1024;
  const launchType =
    made.launchType ?? (service?.capacityProviderStrategy ? 'capacity providers' : 'unknown');
  const paid = launchType === 'FARGATE' && vcpu > 0;
  return {
    tasks: Math.max(...counts),
    vcpu,
    memoryGb,
    taskHours,
    launchType,
    cost: paid ? taskHours * (vcpu * prices.vcpuHour + memoryGb * prices.gbHour) : undefined,
  };
}

/** How many tasks the new version would have by then. */
const taskCount = (stages: readonly Stage[]): number =>
  stages
    .flatMap(({ calls }) => calls)
    .filter(({ action }) => action === 'CreateService' || action === 'UpdateService')
    .reduce((count, { input }) => (input as { desiredCount?: number }).desiredCount ?? count, 0);

const inputOf = <T>(calls: readonly AwsCall[], action: string): T | undefined =>
  calls.find((call) => call.action === action)?.input as T | undefined;
