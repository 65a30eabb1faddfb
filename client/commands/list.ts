import { Option, type Command } from 'commander';
import { PHASES } from '../../workflows/rollout/status.ts';
import { Trouble } from '../trouble.ts';
import { duration } from '../render/duration.ts';
import { headline } from '../render/status-text.ts';
import { findRollouts, type Filter, type FoundRollout } from '../rollouts/find.ts';
import { withTemporal } from '../rollouts/connect.ts';
import { count } from './numbers.ts';
import { outputOption } from './options.ts';
import { print } from '../render/print.ts';

interface Options extends Filter {
  readonly limit: number;
  readonly versionId?: string;
  readonly output: string;
}

interface Row {
  readonly id: string;
  readonly runId: string;
  readonly state: string;
  readonly started: string;
  readonly ageSeconds: number;
}

export function list(command: Command): void {
  command
    .option('-n, --limit <number>', 'how many', count, 20)
    .option('-e, --environment <name>', 'only those of an environment', nameOf)
    .option('-s, --service <name>', 'only those of a service', nameOf)
    .option('--version-id <sha>', 'only those of a version', nameOf)
    .addOption(new Option('--phase <phase>', 'only those in a phase').choices(PHASES))
    .option('--running', 'only those that are running')
    .addOption(outputOption())
    .action(({ limit, output, versionId, ...given }: Options) =>
      withTemporal(async ({ client }) => {
        const filter = { ...given, ...(versionId === undefined ? {} : { version: versionId }) };
        const rows = (await Array.fromAsync(findRollouts(client, filter, limit))).map(rowOf);
        print(output === 'json' ? JSON.stringify(rows, null, 2) : table(rows));
      }),
    );
}

function nameOf(text: string): string {
  if (/^[A-Za-z0-9-]+$/.test(text)) return text;
  throw new Trouble('badInput', `"${text}" is not a name: use letters, digits and dashes`);
}

const rowOf = ({ info, view }: FoundRollout): Row => ({
  id: info.workflowId,
  runId: info.runId,
  state: view ? `${view.status.canary} ${headline(view.status)}` : info.status.name.toLowerCase(),
  started: info.startTime.toISOString(),
  ageSeconds: Math.round((Date.now() - info.startTime.getTime()) / 1000),
});

function table(rows: readonly Row[]): string {
  if (rows.length === 0) return 'no rollouts';
  const width = Math.max(...rows.map(({ id }) => id.length));
  return rows
    .map(
      ({ id, state, ageSeconds }) =>
        `${id.padEnd(width)}  ${duration(ageSeconds).padStart(11)} ago  ${state}`,
    )
    .join('\n');
}
