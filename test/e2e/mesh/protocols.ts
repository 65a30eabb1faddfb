import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppMeshClient } from '@aws-sdk/client-app-mesh';
import { clientOf } from '../../../infra/demo/aws-client.ts';
import { shaOf } from '../../../infra/demo/versions.ts';
import { parseExposition } from '../../../infra/local/metrics/exposition.ts';
import type { Sample } from '../../../infra/local/metrics/sample.ts';
import { versionOf } from '../../../infra/local/traffic/version.ts';
import { publishVersion } from '../article.ts';
import { SHORT_WAITS, type Lab } from '../lab.ts';
import { addToMesh } from '../lanes/mesh.ts';
import { keepCalling, type Callers, type Counts } from '../protocols/callers.ts';

/** What a version must be told to fail, and how often a call of it is tried. */
const PROTOCOLS = {
  http2: { good: 'answer = 200', broken: 'answer = 500', tries: 3, count: byClass },
  grpc: {
    good: '[status.OK]',
    broken: '[status.INTERNAL, status.UNAVAILABLE]',
    tries: 1,
    count: byStatus,
  },
} as const;
type Protocol = keyof typeof PROTOCOLS;
const NAMES = ['http2', 'grpc'] as const satisfies readonly Protocol[];

/** How services of the mesh fare whose requests are not of HTTP/1.1. */
export function protocols(the: () => Lab): void {
  const callers = new Map<Protocol, Callers>();

  beforeAll(async () => {
    const { cloud } = the();
    const { environment: mesh, namespace } = cloud.endpoints;
    const appMesh = new AppMeshClient(clientOf(cloud));
    for (const protocol of NAMES)
      await addToMesh(appMesh, { mesh, namespace }, [`shop-${protocol}`], protocol);
  });
  afterAll(() => Promise.all([...callers.values()].map((some) => some.stop())));

  /** Rolls a version out as a pipeline does; answers its id, and what the command said. */
  async function rollOut(protocol: Protocol, title: string, broken = false) {
    const lab = the();
    const { stateFolder } = lab.cloud.endpoints;
    const service = `shop-${protocol}`;
    const sha = shaOf(`${service} ${title}`);
    const source = join(stateFolder, service, sha);
    cpSync(join(import.meta.dirname, '../protocols', protocol), source, { recursive: true });
    const server = join(source, 'server.mjs');
    const wanted = PROTOCOLS[protocol];
    if (broken) writeFileSync(server, readFileSync(server, 'utf8').replace(wanted.good, wanted.broken));
    const fields = { ...SHORT_WAITS, MicroserviceName: service, Protocol: protocol };
    const { file } = publishVersion(stateFolder, sha, source, fields);
    const start = lab.serin('start', '-f', file, '--watch');
    return { sha, exitCode: await start.exitCode, printed: start.printed() };
  }

  /** Of both protocols at once, which is as good and takes half the time. */
  const both = <Result>(act: (protocol: Protocol) => Promise<Result>) => Promise.all(NAMES.map(act));

  it('promotes good versions, and no caller notices', async () => {
    await both(async (protocol) => {
      expect(await rollOut(protocol, 'first')).toMatchObject({ exitCode: 0 });
      const { frontDoor, namespace } = the().cloud.endpoints;
      const service = `shop-${protocol}`;
      const called = keepCalling(protocol, { frontDoor, service, authority: `${service}.${namespace}:4567` });
      callers.set(protocol, called);

      const { sha, ...second } = await rollOut(protocol, 'second');
      expect(second).toMatchObject({ exitCode: 0 });
      const counts = called.counts();
      expect(Object.keys(counts)).toEqual([shaOf(`${service} first`), sha]);
      expect(Object.values(counts).map(({ failed }) => failed)).toEqual([0, 0]);
    });
  });

  it('rolls versions back of which calls fail, by what was counted of them', async () => {
    await both(async (protocol) => {
      const { sha, ...broken } = await rollOut(protocol, 'broken', true);
      expect(broken).toMatchObject({ exitCode: 3 });
      const [, failed, of] =
        broken.printed.match(/rolled back: errorCount: (\d+) of (\d+) requests of the canary failed/) ?? [];
      const seen = callers.get(protocol)!.counts()[sha]!;
      expect(seen.failed).toBe(seen.calls);
      expect(Number(failed)).toBeGreaterThan(0);
      expect(failed).toBe(of);
      expect(Number(failed)).toBeLessThanOrEqual(seen.failed * PROTOCOLS[protocol].tries);
    });
  });

  it('counts of each version what its callers saw', async () => {
    await both(async (protocol) => {
      const called = callers.get(protocol)!;
      await called.stop();
      let counted: Record<string, Counts> = {};
      await the().until(async () => {
        const page = await fetch(`${the().cloud.endpoints.prometheus}/metrics`);
        counted = countedOf(protocol, parseExposition(await page.text()));
        return JSON.stringify(sorted(counted)) === JSON.stringify(sorted(called.counts()));
      });
    });
  });
}

const sorted = (counts: Readonly<Record<string, Counts>>) =>
  Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1));

/** What the Envoys of a service's callers have counted, by version. */
function countedOf(protocol: Protocol, samples: readonly Sample[]): Record<string, Counts> {
  const counts: Record<string, Counts> = {};
  for (const { name, labels, value } of samples) {
    const cluster = labels['envoy_cluster_name'] ?? '';
    if (!cluster.startsWith('cds_egress_') || !cluster.includes(`_shop-${protocol}-`)) continue;
    const one = PROTOCOLS[protocol].count(name, labels['envoy_response_code_class']);
    if (one === undefined) continue;
    const ofVersion = (counts[versionOf(cluster, `shop-${protocol}`)] ??= { calls: 0, failed: 0 });
    if (one.isCall) ofVersion.calls += value;
    if (one.isFailure) ofVersion.failed += value;
  }
  return counts;
}

interface Counted {
  readonly isCall: boolean;
  readonly isFailure: boolean;
}

function byClass(metric: string, responseClass: string | undefined): Counted | undefined {
  return metric === 'envoy_cluster_upstream_rq_xx'
    ? { isCall: true, isFailure: responseClass === '5' }
    : undefined;
}

function byStatus(metric: string): Counted | undefined {
  const [, status] = metric.match(/^envoy_cluster_grpc_(total|[1-9]\d*)$/) ?? [];
  return status ? { isCall: status === 'total', isFailure: status !== 'total' } : undefined;
}
