import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { startManagement, type ManagementServer } from '../mesh/delivery/management-server.ts';
import { createChecker, type HealthReport } from './health/checker.ts';
import type { ListenerPorts } from './listener-ports.ts';
import type { Access } from './metrics/access.ts';
import { metricData } from './metrics/metric-data.ts';
import { resourcesOf } from './resources/resources-of.ts';
import type { BalancerSnapshot } from './snapshot.ts';

/** Load balancers with what an Envoy needs beside the API's objects. */
interface ServedSnapshot extends BalancerSnapshot {
  readonly ports: ListenerPorts;
  readonly health: HealthReport;
}

export interface BalancerOptions {
  /** Of 127.0.0.1; 0 for a free one. */
  readonly port: number;
  readonly log: (line: string) => void;
  readonly portsOf: (snapshot: BalancerSnapshot) => Promise<ListenerPorts>;
  /** Tells the AWS API how targets are. */
  readonly report: (health: HealthReport) => Promise<void>;
}

/** Elastic Load Balancing's control plane: health checks, and the configuration of the Envoy that serves. */
export interface Balancer {
  readonly management: ManagementServer<ServedSnapshot>;
  /** Makes these load balancers the ones that are served. */
  serve(snapshot: BalancerSnapshot): Promise<void>;
  /** Where each listener is served. */
  listeners(): ListenerAddress[];
  /** What CloudWatch is told of the requests since the last time. */
  metricData(accesses: readonly Access[], timestamp: Date): MetricDatum[];
}

export interface ListenerAddress {
  readonly loadBalancer: string;
  readonly listenerArn: string;
  /** In AWS. */
  readonly port: number;
  /** `http://127.0.0.1:…`, or `https:` */
  readonly url: string;
  /** Of an HTTPS one, as PEM; nobody has signed it. */
  readonly certificate?: string;
}

export async function startBalancer({ port, log, portsOf, report }: BalancerOptions): Promise<Balancer> {
  let served: (BalancerSnapshot & { ports: ListenerPorts }) | undefined;
  const management = await startManagement<ServedSnapshot, { id: string; adminPort: number }>({
    port,
    log,
    identify: (id, metadata) => ({ id, adminPort: (metadata as { admin_port: number }).admin_port }),
    adminPortOf: ({ adminPort }) => adminPort,
    resourcesOf: (snapshot) => resourcesOf(snapshot, snapshot.ports, snapshot.health),
    endpointsOf: ({ groups }) => groups.flatMap(({ targets }) => targets),
  });
  const checker = createChecker(() => {
    publish();
    report(checker.report()).catch((error: Error) => log(`health is not reported: ${error.message}`));
  });

  function publish(): void {
    if (served !== undefined) management.publish({ ...served, health: checker.report() });
  }

  return {
    management,
    async serve(snapshot) {
      served = { ...snapshot, ports: await portsOf(snapshot) };
      checker.follow(snapshot);
      publish();
      await report(checker.report());
    },
    listeners: () =>
      (served?.loadBalancers ?? []).flatMap(({ name, listeners }) =>
        listeners.map(({ arn, port, certificate: pair }) => ({
          loadBalancer: name,
          listenerArn: arn,
          port,
          url: `${pair ? 'https' : 'http'}://127.0.0.1:${served?.ports.get(arn)}`,
          ...(pair && { certificate: pair.certificate }),
        })),
      ),
    metricData: (accesses, timestamp) =>
      served === undefined ? [] : metricData(counting(served), checker.report(), accesses, timestamp),
  };
}

/** Those that count requests: what a Network Load Balancer counts, connections, is not told, and Service Connect does not tell revisions apart. */
const counting = <Snapshot extends BalancerSnapshot>(snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  loadBalancers: snapshot.loadBalancers.filter(
    ({ listeners, countsNothing }) => !countsNothing && listeners.every(({ passesBytes }) => !passesBytes),
  ),
});
