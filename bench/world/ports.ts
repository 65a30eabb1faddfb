import { deserialize, serialize } from 'node:v8';
import type { PortsOfWorld } from '../../test/fakes/activities.ts';
import type { Answer, Asked } from './wire.ts';

/** The ports of a rollout's world that is served at a URL. */
export function portsAt(url: string, rollout: string): PortsOfWorld {
  const portAt = <Port extends object>(...port: string[]): Port =>
    new Proxy({} as Port, {
      get: (_, method) =>
        typeof method === 'string' &&
        method !== 'then' &&
        ((...args: unknown[]) => call(url, { rollout, port, method, args })),
    });
  const router = portAt<PortsOfWorld['router']>('router');
  const provisioner = portAt<PortsOfWorld['provisioner']>('provisioner');
  const home = portAt<object>('provisioner', 'home');
  return {
    router: {
      changes: () => router.changes(),
      read: () => router.read(),
      write: (split) => router.write(split),
      look: async () => ({
        split: await router.read(),
        missing: undefined,
        write: (split) => router.write(split),
      }),
    },
    provisioner: new Proxy(provisioner, {
      get: (port, name) => (name === 'home' ? home : (Reflect.get(port, name) as unknown)),
    }),
    scaling: portAt('scaling'),
    records: portAt('records'),
    source: portAt('source'),
    policy: undefined,
    lateLooks: undefined,
    tell: () => Promise.resolve(),
    rehearse: () => Promise.resolve(),
  };
}

async function call(url: string, asked: Asked): Promise<unknown> {
  const response = await fetch(url, { method: 'POST', body: serialize(asked) });
  const answer = deserialize(Buffer.from(await response.arrayBuffer())) as Answer;
  if ('value' in answer) return answer.value;
  throw Object.assign(new Error(answer.error.message), { name: answer.error.name });
}
