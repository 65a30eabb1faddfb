import { parseExposition } from '../../../infra/local/metrics/exposition.ts';
import type { Sample } from '../../../infra/local/metrics/sample.ts';
import type { Place } from './place.ts';

/** What Prometheus has of a service from a worker: gauges as they are, and counters as what was added since it was last seen running. */
export function metrics(address: string, environment: string, service: string): Place {
  let before: readonly Sample[] = [];
  const scraped = async (): Promise<Sample[]> => {
    const text = await (await fetch(`http://${address}/metrics`)).text();
    return parseExposition(text).filter(
      ({ labels }) => labels['environment'] === environment && labels['service'] === service,
    );
  };
  return {
    async where(version) {
      const samples = await scraped();
      const value = (name: string) => samples.find((sample) => sample.name === name)?.value;
      const labelsOf = (name: string) => samples.find((sample) => sample.name === name)?.labels;
      if (labelsOf('serin_rollout_info')?.['canary'] !== version) return undefined;
      const weight = value('serin_rollout_canary_weight_percent');
      const why = labelsOf('serin_rollout_waits_for_person')?.['kind'];
      const until = value('serin_rollout_wait_deadline_timestamp_seconds');
      if (weight === undefined || why === undefined || until === undefined) return undefined;
      before = samples;
      return { version, weight, why, until: Math.round(until * 1000) };
    },
    async end(version) {
      const added = addedSince(before, await scraped());
      const outcome = added.find(({ name }) => name === 'serin_rollouts_total')?.labels['outcome'];
      if (outcome === undefined) return undefined;
      const causes = added.flatMap(({ name, labels }) =>
        name === 'serin_commands_total'
          ? [labels['command']]
          : name === 'serin_verdicts_total'
            ? [labels['rule']]
            : [],
      );
      return { version, outcome, reason: causes.join(', ') };
    },
  };
}

/** The counters that have grown. */
const addedSince = (before: readonly Sample[], now: readonly Sample[]): Sample[] =>
  now.filter(
    (sample) =>
      sample.name.endsWith('_total') &&
      sample.value > (before.find((earlier) => sameSeries(earlier, sample))?.value ?? 0),
  );

const sameSeries = (a: Sample, b: Sample): boolean =>
  a.name === b.name && Object.entries(a.labels).every(([label, value]) => b.labels[label] === value);
