import { metricsAdapter, rehearsedServices, routerAdapter } from '../activities/adapters.ts';
import type { ActivitiesOfPorts } from '../activities/index.ts';
import { otherRulesText } from '../activities/drivers/ecs-native/other-rules.ts';
import { newEcsWorld } from '../activities/rehearsal/ecs-world.ts';
import { rehearse } from '../activities/rehearsal/rehearse.ts';
import { awsActivities, awsClients } from './adapters.ts';
import type { AwsCall, Quota } from '../activities/rehearsal/rehearsed.ts';
import type { BlindnessOf } from '../activities/preflight/blindness.ts';
import type { EcsNativeSpec } from '../workflows/rollout/ecs-native-spec.ts';
import type { History } from '../workflows/rollout/judge/baseline.ts';
import type { MetricsSpec } from '../workflows/rollout/metrics-spec.ts';
import type { RouterSpec } from '../workflows/rollout/router-spec.ts';

/** What a rollout asks of the world, on an AWS that is read and never written. */
export interface Rehearsal {
  readonly activities: ActivitiesOfPorts;
  /** The calls so far; those that write were not sent. */
  readonly calls: readonly AwsCall[];
  /** The quotas that calls draw on, by AWS's documented names and defaults. */
  quotas(calls: readonly AwsCall[]): Quota[];
  /** A sentence about what is shifted together with what the router's spec names, where there is more. */
  together(router: RouterSpec): Promise<string | undefined>;
  /** A sentence about what forwards to a service beside what ECS shifts, where there is something. */
  otherRules(spec: EcsNativeSpec): Promise<string | undefined>;
  /** What a router's spec has changed, by names that nothing else has; nothing where that cannot be read. */
  changes(router: RouterSpec): Promise<readonly string[]>;
  /** How a version did before a moment (epoch seconds), by its metrics. */
  historyOf(metrics: MetricsSpec, version: string, before: number): Promise<History>;
  readonly blindnessOf: BlindnessOf;
}

/** The worker's own activities, on clients that rehearse from now on: what they would do differs in nothing from what they do. */
export function startRehearsal(clients = awsClients()): Rehearsal {
  const calls: AwsCall[] = [];
  const { ecr: _, ...rehearsing } = clients;
  const services = rehearsedServices(newEcsWorld());
  for (const [name, client] of Object.entries(rehearsing))
    rehearse(client, services[name as keyof typeof services], calls);
  return {
    activities: awsActivities(clients, false),
    calls,
    quotas: (made) =>
      Object.values(services).flatMap(
        ({ name, quotas }) => quotas?.(made.filter(({ service }) => service === name)) ?? [],
      ),
    together: async (router) => routerAdapter(router).together?.(clients, router),
    otherRules: (spec) => otherRulesText(clients.ecs, clients.elb, spec),
    changes: (router) =>
      routerAdapter(router)
        .router(clients, router)
        .changes()
        .catch(() => []),
    historyOf: async (metrics, version, before) =>
      metricsAdapter(metrics).source(clients, metrics).history(version, before),
    blindnessOf: async (metrics) => metricsAdapter(metrics).blindness?.(clients, metrics),
  };
}
