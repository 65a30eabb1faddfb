import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AppMeshClient } from '@aws-sdk/client-app-mesh';
import { clientOf } from '../../infra/demo/aws-client.ts';
import { shaOf } from '../../infra/demo/versions.ts';
import { publishVersion } from '../../test/e2e/article.ts';
import { SHORT_WAITS, startLab, type Lab } from '../../test/e2e/lab.ts';
import { addToMesh } from '../../test/e2e/lanes/mesh.ts';
import { grpcCaller, http2Caller, type Callee, type Caller } from '../../test/e2e/protocols/caller.ts';
import { tell } from '../ratio.ts';
import { callAtRate } from './at-rate.ts';
import { httpCaller, tcpCaller } from './callers.ts';
import { startTcpWayIn } from './tcp-way-in.ts';

/** Calls that fail while healthy versions are promoted one after another under steady traffic, by protocol, by way of real Envoys. */
const { values } = parseArgs({
  options: {
    rollouts: { type: 'string', default: '3' },
    rate: { type: 'string', default: '80' },
    protocols: { type: 'string', default: 'http,http2,grpc,tcp' },
  },
});
const E2E = join(import.meta.dirname, '../../test/e2e');

/** What a service of each protocol runs, and who calls it. */
const PROTOCOLS = {
  http: { source: join(E2E, 'lanes/shop'), caller: httpCaller },
  http2: { source: join(E2E, 'protocols/http2'), caller: http2Caller },
  grpc: { source: join(E2E, 'protocols/grpc'), caller: grpcCaller },
  tcp: { source: join(import.meta.dirname, 'tcp'), caller: tcpCaller },
} as const;
type Protocol = keyof typeof PROTOCOLS;

const lab = await startLab();
const found: { protocol: Protocol; ended: number; failures: readonly string[] }[] = [];
try {
  for (const protocol of values.protocols.split(',') as Protocol[]) {
    const { ended, failures } = await promoteUnderCalls(lab, protocol);
    found.push({ protocol, ended, failures });
    console.log(`${protocol}: ${ended} calls, ${failures.length} failed`);
    for (const failure of new Set(failures)) console.log(`  ${failure}`);
  }
} finally {
  await lab.close();
}
tell({
  ratios: found.map(({ protocol, failures }) => ({
    ...{ what: `${protocol}: calls that failed`, value: failures.length, unit: 'calls', atMost: 0 },
  })),
  summary: `${values.rollouts} promotions each at ${values.rate} calls a second: ${found.map(({ protocol, ended }) => `${ended} of ${protocol}`).join(', ')}`,
});
process.exit();

async function promoteUnderCalls(the: Lab, protocol: Protocol) {
  const { environment: mesh, namespace, frontDoor } = the.cloud.endpoints;
  const service = `shop-${protocol}`;
  const authority = `${service}.${namespace}:4567`;
  await addToMesh(new AppMeshClient(clientOf(the.cloud)), { mesh, namespace }, [service], protocol);
  const wayIn = protocol === 'tcp' ? await startTcpWayIn(the.cloud, `${service}.${namespace}`) : undefined;
  await promote(the, protocol, 'first');
  const door = wayIn ? `http://127.0.0.1:${await wayIn()}` : frontDoor;
  const callee: Callee = { frontDoor: door, service, authority };
  const stop = callAtRate(PROTOCOLS[protocol].caller(callee) satisfies Caller, Number(values.rate));
  for (let i = 1; i <= Number(values.rollouts); i++) await promote(the, protocol, `next ${i}`);
  return stop();
}

async function promote(the: Lab, protocol: Protocol, title: string): Promise<void> {
  const { stateFolder } = the.cloud.endpoints;
  const service = `shop-${protocol}`;
  const sha = shaOf(`${service} ${title}`);
  const source = join(stateFolder, service, sha);
  cpSync(PROTOCOLS[protocol].source, source, { recursive: true });
  const fields = { ...SHORT_WAITS, WaitTime: 5, PercentageStep: 25, MicroserviceName: service };
  const start = the.start(publishVersion(stateFolder, sha, source, { ...fields, Protocol: protocol }));
  if ((await start.exitCode) !== 0) throw new Error(start.printed());
}
