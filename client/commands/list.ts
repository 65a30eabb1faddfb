import { Option, type Command } from 'commander';
import { PHASES } from '../../workflows/rollout/status.ts';
import { Trouble } from '../trouble.ts';
import { listRow, listText } from '../render/list-text.ts';
import { findRollouts, type Filter } from '../rollouts/find.ts';
import { withTemporal } from '../rollouts/connect.ts';
import { count } from './numbers.ts';
import { outputOption } from './options.ts';
import { print } from '../render/print.ts';

interface Options extends Filter {
  readonly limit: number;
  readonly versionId?: string;
  readonly output: string;
}

export function list(command: Command): void {
  command
    .option('-n, --limit <number>', 'how many', count, 20)
    .option('-e, --environment <name>', 'only rollouts in this environment', nameOf)
    .option('-s, --service <name>', 'only rollouts of this service', nameOf)
    .option('--version-id <sha>', 'only rollouts of this version', nameOf)
    .addOption(new Option('--phase <phase>', 'only rollouts in this phase').choices(PHASES))
    .option('--running', 'only running rollouts')
    .addOption(outputOption())
    .addHelpText(
      'after',
      `
If no worker answers on a rollout's task queue, its version and phase come from Temporal's search attributes.

Examples:
  serin list --running
  serin list --environment shop --phase rolledBack
  serin list -o json | jq -r '.[] | select(.waitsForPerson) | "\\(.environment)/\\(.service)"'
`,
    )
    .action(({ limit, output, versionId, ...given }: Options) =>
      withTemporal(async ({ client }) => {
        const filter = { ...given, ...(versionId === undefined ? {} : { version: versionId }) };
        const found = await Array.fromAsync(findRollouts(client, filter, limit));
        const rows = found.map((each) => listRow(each, new Date()));
        print(output === 'json' ? JSON.stringify(rows, null, 2) : listText(rows));
      }),
    );
}

function nameOf(text: string): string {
  if (/^[A-Za-z0-9-]+$/.test(text)) return text;
  throw new Trouble('badInput', `"${text}" is not a name: use letters, digits and dashes`);
}
