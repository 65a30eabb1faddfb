import type { Picture } from './visitor.ts';
import type { RolloutStatus } from '../../workflows/rollout/status.ts';

/** What the caller counted of one version in one second. */
export interface Count {
  readonly requests: number;
  readonly errors: number;
}

/** One second of traffic, in epoch seconds, by version. */
export interface Second {
  readonly at: number;
  readonly versions: Readonly<Record<string, Count>>;
}

/** Evidence against the canary at one moment, in epoch seconds. */
export interface EvidencePoint {
  readonly at: number;
  readonly evidence: number;
}

/** One deployment of the demo: what was tried, how it ended, and what callers saw meanwhile. */
export interface DeploymentRecord {
  readonly title: string;
  readonly story: string;
  readonly judge: 'errorCount' | 'evidence';
  readonly version: string;
  readonly exitCode: number;
  readonly status: RolloutStatus;
  /** Epoch seconds between which callers are shown. */
  readonly from: number;
  readonly to: number;
  readonly seconds: readonly Second[];
  /** Empty where the judge weighs no evidence. */
  readonly evidence: readonly EvidencePoint[];
  /** What a person saw of it in the browser. */
  readonly pictures: readonly Picture[];
}

const epoch = (iso: string): number => Date.parse(iso) / 1000;

/** The weight of a version over time, as it was read back from the router. */
export const weightsOf = ({ status }: DeploymentRecord, version: string): { at: number; weight: number }[] =>
  status.weights.map(({ at, split }) => ({
    at: epoch(at),
    weight: split.find((share) => share.version === version)?.weight ?? 0,
  }));

/** Totals by version over a span of time; all of the deployment unless told otherwise. */
export function totals({ seconds, from, to }: DeploymentRecord, after = from): Record<string, Count> {
  const sums: Record<string, Count> = {};
  for (const { at, versions } of seconds) {
    if (at < after || at > to) continue;
    for (const [version, { requests, errors }] of Object.entries(versions)) {
      const sum = sums[version] ?? { requests: 0, errors: 0 };
      sums[version] = { requests: sum.requests + requests, errors: sum.errors + errors };
    }
  }
  return sums;
}

export const errorsIn = (sums: Record<string, Count>): number =>
  Object.values(sums).reduce((sum, { errors }) => sum + errors, 0);

/** When the canary first had traffic, and when it had lost it again, unless to the service that it was promoted to; epoch seconds. */
export function canarySpan(record: DeploymentRecord): { from: number; to: number | undefined } | undefined {
  const weights = weightsOf(record, record.version);
  const first = weights.findIndex(({ weight }) => weight > 0);
  const given = weights[first];
  if (given === undefined) return undefined;
  if (record.status.outcome?.kind === 'promoted') return { from: given.at, to: undefined };
  return { from: given.at, to: weights.slice(first).find(({ weight }) => weight === 0)?.at };
}
