import { setTimeout as sleep } from 'node:timers/promises';
import { Option, type Command } from 'commander';
import type { ListenerAddress } from '../../../infra/local/balancer/balancer.ts';
import { readListeners } from '../../../infra/local/up/listeners.ts';
import { Trouble } from '../../trouble.ts';
import { runningCloud, stateOption } from './running-cloud.ts';

/** A listener that was just made is served within moments. */
const TRIES = 50;
const TRY_MILLIS = 100;

export function url(command: Command): void {
  command
    .argument('<name>', 'how its name begins: that of its stack, where the stack named it')
    .addOption(new Option('--port <port>', 'of the listener').default(80).argParser(Number))
    .addOption(stateOption())
    .action(async (name: string, { port, state }: { port: number; state: string }) => {
      const { endpoints } = await runningCloud(state);
      for (let tries = 1; ; tries++) {
        const listeners = await readListeners(endpoints);
        const found = listeners.find((each) => each.loadBalancer.startsWith(name) && each.port === port);
        if (found) return console.log(found.url);
        if (tries === TRIES) throw new Trouble('unreachable', notThere(name, port, listeners));
        await sleep(TRY_MILLIS);
      }
    });
}

const notThere = (name: string, port: number, listeners: readonly ListenerAddress[]): string =>
  `no load balancer ${name}… listens at port ${port}; there are: ${
    listeners.map((each) => `${each.loadBalancer}:${each.port}`).join(', ') || 'none'
  }`;
