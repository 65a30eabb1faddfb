import type { WorkflowHandle } from '@temporalio/client';
import type { Place } from './place.ts';

/** What Temporal's page about the service's latest rollout shows: the summary, and under "User Metadata" the current details. */
export function temporalUi(rollout: WorkflowHandle): Place {
  const shownOf = async (version: string): Promise<string | undefined> => {
    const summary = await (await rollout.describe()).staticSummary();
    if (!summary?.startsWith(`${version} for `)) return undefined;
    const { currentDetails } = await rollout.query<{ currentDetails?: string }, []>(
      '__temporal_workflow_metadata',
    );
    return currentDetails;
  };
  return {
    async where(version) {
      const shown = await shownOf(version);
      const [, weight] = /^\*\*baking, step \d+ of \d+ at (\d+) %/.exec(shown ?? '') ?? [];
      const [, why, until] = /^- waits for: (.*), until (\S+)$/m.exec(shown ?? '') ?? [];
      if (weight === undefined || why === undefined || until === undefined) return undefined;
      return { version, weight: Number(weight), why, until: Date.parse(until) };
    },
    async end(version) {
      const [, outcome, reason] = /^- ended: ([^:]+): (.*)$/m.exec((await shownOf(version)) ?? '') ?? [];
      return outcome === undefined || reason === undefined ? undefined : { version, outcome, reason };
    },
  };
}
