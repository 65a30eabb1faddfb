import { setTimeout as sleep } from 'node:timers/promises';
import { Option, type Command } from 'commander';
import type { ListenerAddress } from '../../../infra/local/balancer/balancer.ts';
import { listenerOf, readListeners } from '../../../infra/local/up/listeners.ts';
import { Trouble } from '../../trouble.ts';
import { runningCloud, stateOption } from './running-cloud.ts';

/** A listener that was just made is served within moments. */
const TRIES = 50;
const TRY_MILLIS = 100;

export function url(command: Command): void {
  command
    .argument(
      '<name>',
      'name of the load balancer, or how it begins: CloudFormation begins it with the name of the stack',
    )
    .addOption(
      new Option('--port <port>', 'port of the listener (default: its only one, or 80 or 443)').argParser(
        Number,
      ),
    )
    .addOption(stateOption())
    .action(async (name: string, { port, state }: { port?: number; state: string }) => {
      const { endpoints } = await runningCloud(state);
      for (let tries = 1; ; tries++) {
        const listeners = await readListeners(endpoints);
        const found = listenerOf(listeners, name, port);
        if (found) return console.log(found.url);
        if (tries === TRIES) throw new Trouble('unreachable', notThere(name, port, listeners));
        await sleep(TRY_MILLIS);
      }
    });
}

const notThere = (name: string, port: number | undefined, listeners: readonly ListenerAddress[]): string =>
  `no load balancer ${name}… listens${port === undefined ? '' : ` at port ${port}`}; there are: ${
    listeners.map((each) => `${each.loadBalancer}:${each.port}`).join(', ') || 'none'
  }`;
