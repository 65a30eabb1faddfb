import type { TargetGroup as GroupSettings } from '@aws-sdk/client-elastic-load-balancing-v2';
import { request } from 'undici';
import type { Target } from '../snapshot.ts';
import { matches } from './matcher.ts';
import type { CheckResult } from './target-health.ts';

/** Makes one health check, as the target group says: a GET on a connection of its own. Never throws. */
export async function check(settings: GroupSettings, { address, port }: Target): Promise<CheckResult> {
  const { HealthCheckPath: path = '/', HealthCheckPort = 'traffic-port', Matcher } = settings;
  const checked = HealthCheckPort === 'traffic-port' ? port : Number(HealthCheckPort);
  const signal = AbortSignal.timeout((settings.HealthCheckTimeoutSeconds ?? 5) * 1000);
  try {
    const { statusCode, body } = await request(`http://${address}:${checked}${path}`, {
      signal,
      reset: true,
      headers: { 'user-agent': 'ELB-HealthChecker/2.0' },
    });
    await body.dump();
    if (matches(Matcher?.HttpCode ?? '200', statusCode)) return { kind: 'passed' };
    const description = `Health checks failed with these codes: [${statusCode}]`;
    return { kind: 'failed', reason: 'Target.ResponseCodeMismatch', description };
  } catch {
    return signal.aborted
      ? { kind: 'failed', reason: 'Target.Timeout', description: 'Request timed out' }
      : { kind: 'failed', reason: 'Target.FailedHealthChecks', description: 'Health checks failed' };
  }
}
