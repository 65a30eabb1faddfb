import { setTimeout as sleep } from 'node:timers/promises';

const TRIES = 60;

/** The ids of the workflows that Temporal's pages show, once they serve. */
export async function shownWorkflows(url: string): Promise<string[]> {
  for (let tries = 1; ; tries++) {
    try {
      const response = await fetch(`${url}/api/v1/namespaces/default/workflows`);
      const { executions } = (await response.json()) as {
        executions: { execution: { workflowId: string } }[];
      };
      return executions.map(({ execution }) => execution.workflowId);
    } catch (error) {
      if (tries === TRIES) throw error;
      await sleep(1000);
    }
  }
}
