import { Gauge, Registry } from 'prom-client';
import type { Verdict } from '../../workflows/rollout/judge/verdict.ts';
import type { RolloutStatus } from '../../workflows/rollout/status.ts';
import type { TrafficSplit } from '../../workflows/rollout/traffic-split.ts';
import { waitsForPerson } from '../../workflows/rollout/waits-for-person.ts';
import type { OpenRollout } from './open-rollouts.ts';

/**
 * Gauges of the rollouts that run, as Prometheus' text. They are made anew at each scrape, so that none outlives its rollout.
 *
 * @param open the rollouts that run; fails when that cannot be known
 * @param watched what the watches of this worker have seen last, by the rollout's workflow id
 */
export async function rolloutGauges(
  open: () => Promise<readonly OpenRollout[]>,
  watched: ReadonlyMap<string, Verdict>,
): Promise<string> {
  const registry = new Registry();
  const gauges = gaugesIn(registry);
  const rollouts = await open().catch(() => undefined);
  gauges.reachable.set(rollouts === undefined ? 0 : 1);
  for (const { id, environment, service, status } of rollouts ?? []) {
    const owner = { environment, service };
    gauges.answers.set(owner, status === undefined ? 0 : 1);
    const { M, threshold } = watched.get(id)?.numbers ?? {};
    if (M !== undefined) gauges.evidence.set(owner, M);
    if (threshold !== undefined) gauges.threshold.set(owner, threshold);
    if (status) show(gauges, owner, status);
  }
  return registry.metrics();
}

function gaugesIn(registry: Registry) {
  const registers = [registry];
  const gauge = (name: string, help: string, ...labels: string[]) =>
    new Gauge({ name, help, labelNames: ['environment', 'service', ...labels], registers });
  return {
    reachable: new Gauge({ name: 'serin_temporal_up', help: 'Whether Temporal lists rollouts', registers }),
    answers: gauge('serin_rollout_answers', 'Whether a worker answers for a rollout that runs'),
    versions: gauge('serin_rollout_info', 'The versions of a rollout', 'stable', 'canary'),
    phase: gauge('serin_rollout_phase', 'The phase that a rollout is in', 'phase'),
    step: gauge('serin_rollout_step', 'The step under way, counted from 1'),
    steps: gauge('serin_rollout_steps', 'How many steps there are'),
    weight: gauge('serin_rollout_canary_weight_percent', "The canary's weight, read back from the router"),
    wanted: gauge('serin_rollout_canary_weight_wanted_percent', 'The weight that the canary is to have'),
    paused: gauge('serin_rollout_paused', 'Whether somebody has paused the rollout'),
    person: gauge('serin_rollout_waits_for_person', 'Whether a person is waited for', 'kind'),
    until: gauge('serin_rollout_wait_deadline_timestamp_seconds', 'Until when it waits at the most'),
    evidence: gauge('serin_rollout_evidence', 'Evidence against the canary, where this worker watches it'),
    threshold: gauge('serin_rollout_evidence_threshold', 'The evidence that rolls the canary back'),
  };
}

function show(gauges: ReturnType<typeof gaugesIn>, owner: Labels, status: RolloutStatus): void {
  const { canary, stable = '', phase, step, steps, waitsFor } = status;
  gauges.versions.set({ ...owner, canary, stable }, 1);
  gauges.phase.set({ ...owner, phase }, 1);
  gauges.steps.set(owner, steps.length);
  if (step) gauges.step.set(owner, step.number);
  gauges.weight.set(owner, weightIn(status.readBack, canary));
  gauges.wanted.set(owner, weightIn(status.wanted, canary));
  gauges.paused.set(owner, status.paused ? 1 : 0);
  const kind = waitsForPerson(status);
  if (kind) gauges.person.set({ ...owner, kind }, 1);
  if (waitsFor?.until !== undefined) gauges.until.set(owner, Date.parse(waitsFor.until) / 1000);
}

type Labels = Readonly<Record<'environment' | 'service', string>>;

const weightIn = (split: TrafficSplit, canary: string): number =>
  split.find(({ version }) => version === canary)?.weight ?? 0;
