import type { Command } from 'commander';
import { ROLLOUT_TYPE } from '../../workflows/messages.ts';
import { duration } from '../render/duration.ts';
import { headline } from '../render/status-text.ts';
import { viewRollout } from '../rollout.ts';
import { withTemporal, type Temporal } from '../temporal.ts';
import { outputOption } from './read.ts';

interface Row {
  readonly id: string;
  readonly runId: string;
  readonly state: string;
  readonly started: string;
  readonly ageSeconds: number;
}

export function addList(program: Command): void {
  program
    .command('list')
    .description('list the rollouts that run, and the latest that ended')
    .option('-n, --limit <number>', 'how many', '20')
    .addOption(outputOption())
    .action(({ limit, output }: { limit: string; output: string }) =>
      withTemporal(async (temporal) => {
        const rows = await list(temporal, Number(limit));
        console.log(output === 'json' ? JSON.stringify(rows, null, 2) : table(rows));
      }),
    );
}

async function list({ client }: Temporal, limit: number): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const { workflowId, runId, status, startTime } of client.workflow.list({
    query: `WorkflowType = '${ROLLOUT_TYPE}'`,
  })) {
    if (rows.length >= limit) break;
    const view = await viewRollout(client, client.workflow.getHandle(workflowId, runId)).catch(
      () => undefined,
    );
    rows.push({
      id: workflowId,
      runId,
      state: view ? `${view.status.canary} ${headline(view.status)}` : status.name.toLowerCase(),
      started: startTime.toISOString(),
      ageSeconds: Math.round((Date.now() - startTime.getTime()) / 1000),
    });
  }
  return rows;
}

function table(rows: readonly Row[]): string {
  if (rows.length === 0) return 'no rollouts yet';
  const width = Math.max(...rows.map(({ id }) => id.length));
  return rows
    .map(
      ({ id, state, ageSeconds }) =>
        `${id.padEnd(width)}  ${duration(ageSeconds).padStart(11)} ago  ${state}`,
    )
    .join('\n');
}
