/** What one health check has found. */
export type CheckResult =
  | { readonly kind: 'passed' }
  | {
      readonly kind: 'failed';
      /** In AWS's own words, as DescribeTargetHealth has them. */
      readonly reason: 'Target.ResponseCodeMismatch' | 'Target.Timeout' | 'Target.FailedHealthChecks';
      readonly description: string;
    };

/** How a target is, and how many checks in a row speak against that. */
export interface TargetHealth {
  readonly state: 'initial' | 'healthy' | 'unhealthy';
  readonly reason?: string;
  readonly description?: string;
  readonly contrary: number;
}

export interface Thresholds {
  /** Passed checks in a row that make an unhealthy target healthy. */
  readonly healthy: number;
  /** Failed checks in a row that make a target unhealthy. */
  readonly unhealthy: number;
}

/** Of a target that has just been registered. */
export const registered: TargetHealth = {
  state: 'initial',
  reason: 'Elb.InitialHealthChecking',
  description: 'Initial health checks in progress',
  contrary: 0,
};

const healthy: TargetHealth = { state: 'healthy', contrary: 0 };

/**
 * A target's health after one more check. A new target needs a single passed check, whatever the threshold («Health
 * checks for Application Load Balancer target groups»).
 */
export function afterCheck(health: TargetHealth, result: CheckResult, thresholds: Thresholds): TargetHealth {
  const contrary = health.contrary + 1;
  switch (result.kind) {
    case 'passed':
      return health.state !== 'unhealthy' || contrary >= thresholds.healthy
        ? healthy
        : { ...health, contrary };
    case 'failed': {
      const { reason, description } = result;
      return health.state === 'unhealthy' || contrary >= thresholds.unhealthy
        ? { state: 'unhealthy', reason, description, contrary: 0 }
        : { ...health, contrary };
    }
  }
}
