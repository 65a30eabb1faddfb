import { setTimeout as sleep } from 'node:timers/promises';
import { Option, type Command } from 'commander';
import { status } from '../../infra/local/up/status.ts';
import { CommandFailure, EXIT } from '../exit-codes.ts';

/** As the balancer tells it. */
interface Listener {
  readonly loadBalancer: string;
  readonly port: number;
  readonly url: string;
}

/** A listener that was just made is served within moments. */
const TRIES = 50;
const TRY_MILLIS = 100;

export function addUrl(local: Command): void {
  local
    .command('url')
    .description('print where a load balancer is reached on this machine')
    .argument('<name>', 'how its name begins: that of its stack, where the stack named it')
    .addOption(new Option('--port <port>', 'of the listener').default(80).argParser(Number))
    .addOption(new Option('--state <folder>', 'state folder of the cloud').default('.serin/local'))
    .action(async (name: string, { port, state }: { port: number; state: string }) => {
      const now = await status({ stateFolder: state });
      if (now.kind !== 'running')
        throw new CommandFailure(EXIT.error, `the local cloud is ${now.kind}; start it with: serin local up`);
      const { balancerAdmin } = now.endpoints;
      for (let tries = 1; ; tries++) {
        const listeners = (await (await fetch(`${balancerAdmin}/listeners`)).json()) as Listener[];
        const found = listeners.find((each) => each.loadBalancer.startsWith(name) && each.port === port);
        if (found) return console.log(found.url);
        if (tries === TRIES) throw new CommandFailure(EXIT.error, notThere(name, port, listeners));
        await sleep(TRY_MILLIS);
      }
    });
}

const notThere = (name: string, port: number, listeners: readonly Listener[]): string =>
  `no load balancer ${name}… listens at port ${port}; there are: ${
    listeners.map((each) => `${each.loadBalancer}:${each.port}`).join(', ') || 'none'
  }`;
