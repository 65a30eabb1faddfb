import type { FoundRollout } from '../../client/rollouts/find.ts';
import type { RolloutView } from '../../client/rollouts/view.ts';
import { rolloutId } from '../../workflows/messages.ts';
import { listedStateOf } from '../../workflows/rollout/listed-state.ts';
import type { RolloutStatus } from '../../workflows/rollout/status.ts';
import { rolloutStatus } from './rollout-status.ts';

export const RUN_ID = '01a22c3f-5071-7677-ab65-2c6ead0167f5';

/** How a rollout is seen that runs, unless it has an outcome. */
export const rolloutView = (
  changes: Partial<RolloutStatus> = {},
  around: Partial<RolloutView> = {},
): RolloutView => {
  const status = rolloutStatus(changes);
  return {
    id: rolloutId(status.environment, status.service),
    runId: RUN_ID,
    running: status.outcome === undefined,
    status,
    attempts: [],
    ...around,
  };
};

/** How a rollout is found in a list, started at an ISO time. */
export function foundRollout(view: RolloutView, started: string, ended?: string): FoundRollout {
  const { environment, service, canary, phase } = view.status;
  return {
    info: {
      workflowId: view.id,
      runId: view.runId,
      taskQueue: 'serin',
      status: { code: view.running ? 1 : 2, name: view.running ? 'RUNNING' : 'COMPLETED' },
      startTime: new Date(started),
      ...(ended !== undefined && { closeTime: new Date(ended) }),
    } as FoundRollout['info'],
    listed: {
      environment,
      service,
      version: canary,
      startedBy: undefined,
      ...listedStateOf(view.status),
      phase,
    },
    view,
  };
}
