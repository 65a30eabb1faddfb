import type { Payload } from '@temporalio/common';
import type { WorkflowHandle } from '@temporalio/client';
import type { Place } from './place.ts';

/**
 * What Temporal's page about the service's latest rollout shows: the summary, and under "User Metadata" the current details. It
 * asks as the page does: Temporal for payloads, and a codec server for what they say.
 *
 * @param codec where the codec server is
 */
export function temporalUi({ client, workflowId }: WorkflowHandle, codec: string): Place {
  const { workflowService } = client.connection;
  const of = { namespace: client.options.namespace, execution: { workflowId } };
  const shownOf = async (version: string): Promise<string | undefined> => {
    const { executionConfig } = await workflowService.describeWorkflowExecution(of);
    const summary = await decoded(codec, executionConfig?.userMetadata?.summary);
    if (typeof summary !== 'string' || !summary.startsWith(`${version} for `)) return undefined;
    const query = { queryType: '__temporal_workflow_metadata' };
    const { queryResult } = await workflowService.queryWorkflow({ ...of, query });
    const metadata = await decoded(codec, queryResult?.payloads?.[0]);
    return (metadata as { currentDetails?: string } | undefined)?.currentDetails;
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

/** What a payload says to whoever asks a codec server (https://docs.temporal.io/codec-server). Without one it has to be encrypted. */
async function decoded(codec: string, payload: Payload | null | undefined): Promise<unknown> {
  if (!payload) return undefined;
  const metadata = Object.entries(payload.metadata ?? {}).map(([name, value]) => [name, base64(value)]);
  expect(Buffer.from(payload.metadata?.['encoding'] ?? '').toString()).toBe('binary/encrypted');
  const asked = {
    metadata: Object.fromEntries(metadata) as object,
    data: base64(payload.data ?? new Uint8Array()),
  };
  const response = await fetch(`${codec}/decode`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ payloads: [asked] }),
  });
  const { payloads } = (await response.json()) as { payloads: [{ data: string }] };
  return JSON.parse(Buffer.from(payloads[0].data, 'base64').toString());
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
