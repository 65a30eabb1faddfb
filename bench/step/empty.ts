import { proxyActivities, sleep } from '@temporalio/workflow';

const { nothing } = proxyActivities<{ nothing(): Promise<void> }>({ startToCloseTimeout: '1 minute' });

/** The least that a workflow with steps may be: each is one activity, which does nothing, and one timer. */
export async function empty(steps: number, seconds: number): Promise<void> {
  for (let i = 0; i < steps; i++) {
    await nothing();
    await sleep(1000 * seconds);
  }
}
