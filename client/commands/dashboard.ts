import { InvalidArgumentError, Option, type Command } from 'commander';
import { Trouble } from '../trouble.ts';
import { port } from './numbers.ts';
import { explainMissing } from './subcommand.ts';

interface Options {
  readonly port: number;
  readonly host: string;
  readonly access?: string;
  readonly temporalUi?: string;
  readonly archive?: string;
  readonly policy?: string;
}

export const dashboard = (command: Command): Command =>
  command
    .option('--port <number>', 'port to listen on; 0 picks a free one', port, 8088)
    .option('--host <address>', 'address to listen on; other than 127.0.0.1 only with --access', '127.0.0.1')
    .option('--access <file>', 'file that says who may do what, and how people log in')
    .option('--temporal-ui <url>', "address of Temporal's web UI, to link to it", webAddress)
    .addOption(
      new Option(
        '--archive <place>',
        "folder or s3://BUCKET/PREFIX where workers keep ended rollouts, to show the past beyond Temporal's retention",
      ).env('SERIN_ARCHIVE'),
    )
    .addOption(
      new Option(
        '--policy <file>',
        "the workers' policy, which says in which account the tasks of each rollout are",
      ).env('SERIN_POLICY_FILE'),
    )
    .addHelpText(
      'after',
      `
Shows what rollouts are doing now, each rollout in detail, and each service's past. Without --access, the pages are served on 127.0.0.1
only, to anyone on this machine.

Examples:
  serin dashboard
  serin dashboard --port 8088 --temporal-ui http://localhost:8233
  serin dashboard --host 0.0.0.0 --access access.yaml
`,
    )
    .action(async (options: Options) => {
      // Only this command needs the server, which is a package of its own.
      const { runDashboard } = await import('../../dashboard/run.ts').catch(explainMissing);
      await runDashboard(options, (url) => console.log(`the dashboard is at ${url}`)).catch(explain);
    });

function webAddress(text: string): string {
  const url = URL.parse(text);
  if (url && ['http:', 'https:'].includes(url.protocol)) return url.origin;
  throw new InvalidArgumentError('must be a web address, such as http://localhost:8233');
}

function explain(error: unknown): never {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE' || code === 'EACCES')
    throw new Trouble('unreachable', `cannot listen: ${message}`);
  throw error;
}
