import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { watchedVerdict } from '../../client/render/evidence-text.ts';
import { viewRollout } from '../../client/rollouts/view.ts';
import { rolloutId } from '../../workflows/messages.ts';
import type { RolloutStatus } from '../../workflows/rollout/status.ts';
import type { EvidencePoint } from './record.ts';

const LOOK_MILLIS = 500;

/** Notes the evidence against a canary as it changes, the way an operator sees it, until `signal` is aborted. */
export async function followEvidence(
  address: string,
  [environment, service]: readonly [string, string],
  signal: AbortSignal,
): Promise<EvidencePoint[]> {
  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  const points: EvidencePoint[] = [];
  try {
    while (!signal.aborted) {
      const handle = client.workflow.getHandle(rolloutId(environment, service));
      // Before the rollout is there, and when it is over, there is nothing to see.
      const view = await viewRollout(client, handle).catch(() => undefined);
      const verdict = view && watchedVerdict(view);
      const { M } = verdict?.numbers ?? {};
      if (verdict && M !== undefined && M !== points.at(-1)?.evidence)
        points.push({ at: verdict.window.to, evidence: M });
      await sleep(LOOK_MILLIS, undefined, { signal }).catch(() => undefined);
    }
    return points;
  } finally {
    await connection.close();
  }
}

/** The trail with what the rollout itself remembers: it ends with the verdict that ended the watch. */
export function withVerdicts(trail: readonly EvidencePoint[], { verdicts }: RolloutStatus): EvidencePoint[] {
  const remembered = verdicts.flatMap(({ window, numbers: { M } }) =>
    M === undefined ? [] : [{ at: window.to, evidence: M }],
  );
  return [...trail, ...remembered].sort((a, b) => a.at - b.at);
}
