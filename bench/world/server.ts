import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deserialize, serialize } from 'node:v8';
import { worldServing, type World } from '../../test/fakes/world.ts';
import { generated } from './traffic.ts';
import type { Answer, Asked } from './wire.ts';

/** A write of a service's weights: when, in epoch milliseconds, and what. */
export interface Write {
  readonly at: number;
  readonly split: World['split'];
}

/** What rollouts work on, in a process of its own, so that it outlives workers: a world for each, whose metrics are generated. */
export interface Worlds {
  readonly url: string;
  /** By the workflow ids of the rollouts. */
  readonly worlds: ReadonlyMap<string, World>;
  writesOf(rollout: string): readonly Write[];
  close(): Promise<void>;
}

/** Serves worlds, each made when it is first asked for, in which `v1` has all traffic. */
export async function serveWorlds(periodSeconds: number): Promise<Worlds> {
  const worlds = new Map<string, World>();
  const writes = new Map<string, Write[]>();
  const worldOf = (rollout: string): World => {
    const known = worlds.get(rollout);
    if (known) return known;
    const world = worldServing('v1');
    world.source = generated(world, periodSeconds);
    const own: Write[] = [];
    world.onWrite = () => own.push({ at: Date.now(), split: world.split });
    worlds.set(rollout, world);
    writes.set(rollout, own);
    return world;
  };
  const server = createServer((request, response) => {
    void body(request)
      .then((asked) => answer(worldOf, deserialize(asked) as Asked))
      .then((answered) => response.end(serialize(answered)));
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    worlds,
    writesOf: (rollout) => writes.get(rollout) ?? [],
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function answer(worldOf: (rollout: string) => World, asked: Asked): Promise<Answer> {
  const { rollout, port, method, args } = asked;
  const own = port.reduce<object>((object, name) => Reflect.get(object, name) as object, worldOf(rollout));
  const call = Reflect.get(own, method) as (...given: readonly unknown[]) => unknown;
  try {
    return { value: await call.apply(own, [...args]) };
  } catch (error) {
    const { name, message } = error as Error;
    return { error: { name, message } };
  }
}

async function body(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
