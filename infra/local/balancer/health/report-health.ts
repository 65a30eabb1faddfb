import type { HealthReport } from './checker.ts';

/** Tells the AWS API how targets are, so that DescribeTargetHealth and ECS know; replaces what was told before. */
export async function reportHealth(endpoint: string, report: HealthReport): Promise<void> {
  const response = await fetch(`${endpoint}/moto-api/lab/target-health`, {
    method: 'POST',
    body: JSON.stringify(report),
    signal: AbortSignal.timeout(5000),
  });
  if (!response.ok) throw new Error(`target-health answered ${response.status}`);
}
