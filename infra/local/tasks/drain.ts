import { setTimeout as sleep } from 'node:timers/promises';
import { activeRequests, drainListeners } from './envoy-admin.ts';
import { envoyPorts, hostPortOf, type PortMap } from './ports.ts';

const pollMillis = 60;
/** A caller that never lets go, or a request that never ends, holds a task up no longer than this. */
const patienceMillis = 30_000;
const quietPolls = 3;

/** Takes a task's Envoy out of the request path: no caller knows it, nothing is under way, no new connections. */
export async function drain(envoy: PortMap, meshAdminPort: number): Promise<void> {
  const ingress = hostPortOf(envoy, envoyPorts.ingress);
  const admin = hostPortOf(envoy, envoyPorts.admin);
  await released(ingress, meshAdminPort);
  await repeat(quietPolls, async () => (await activeRequests(admin)) === 0);
  await drainListeners(admin);
}

/** Waits until no Envoy that is configured by the service with this admin port knows a port of this machine any more. */
export async function released(port: number, adminPort: number): Promise<void> {
  const url = `http://127.0.0.1:${adminPort}/released?address=127.0.0.1:${port}`;
  await repeat(1, async () => (await fetch(url)).status === 200);
}

/** Asks until the answer was yes so many times in a row. */
async function repeat(times: number, question: () => Promise<boolean>): Promise<void> {
  const endsMillis = Date.now() + patienceMillis;
  for (let yes = 0; yes < times && Date.now() < endsMillis;) {
    yes = (await question()) ? yes + 1 : 0;
    if (yes < times) await sleep(pollMillis);
  }
}
