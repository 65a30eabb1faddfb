import type { HealthReport } from './checker.ts';
import type { TargetHealth } from './target-health.ts';

/** Tells the AWS API how targets are, so that DescribeTargetHealth and ECS know; replaces what was told before. */
export async function reportHealth(endpoint: string, report: HealthReport): Promise<void> {
  const told = Object.entries(report).map(([group, targets]) => [group, mapValues(targets, shown)]);
  const response = await fetch(`${endpoint}/moto-api/lab/target-health`, {
    method: 'POST',
    body: JSON.stringify(Object.fromEntries(told)),
    signal: AbortSignal.timeout(5000),
  });
  if (!response.ok) throw new Error(`target-health answered ${response.status}`);
}

/** As DescribeTargetHealth has it. */
const shown = ({ state, reason, description }: TargetHealth) => ({
  State: state,
  Reason: reason,
  Description: description,
});

const mapValues = <From, To>(record: Readonly<Record<string, From>>, map: (value: From) => To) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
