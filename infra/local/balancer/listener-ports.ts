import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { freePort } from '../processes/ports.ts';
import type { BalancerSnapshot } from './snapshot.ts';

/** The port of 127.0.0.1 that stands for each listener, by the listener's ARN. */
export type ListenerPorts = ReadonlyMap<string, number>;

/** Gives listeners free ports, the same ones also after a restart: they are kept in a file. */
export function createListenerPorts(file: string) {
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>) : {};
  const ports = new Map<string, number>();

  return async ({ loadBalancers }: BalancerSnapshot): Promise<ListenerPorts> => {
    const missing = loadBalancers.flatMap(({ listeners }) => listeners).filter(({ arn }) => !ports.has(arn));
    for (const { arn } of missing) ports.set(arn, await freePort(kept[arn]));
    if (missing.length > 0) writeFileSync(file, JSON.stringify(Object.fromEntries(ports)));
    return ports;
  };
}
