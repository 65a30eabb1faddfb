import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { AppMeshClient } from '@aws-sdk/client-app-mesh';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ServiceDiscoveryClient } from '@aws-sdk/client-servicediscovery';
import { SSMClient } from '@aws-sdk/client-ssm';
import { forkAws } from './fork-server.ts';

/** One action on one resource, and the keys that conditions may speak of. */
export interface Permission {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, readonly string[]>>;
}

/** One call in the server's journal. */
export interface JournalEntry {
  readonly n: number;
  readonly service: string;
  readonly action: string;
  readonly status: number;
  readonly error: string | null;
  /** Whether a fault was put into it. */
  readonly injected: boolean;
  readonly userAgent: string;
  /** The caller's access key id; a stack's calls have that of whoever asked for the stack's change. */
  readonly accessKey: string;
  /** What IAM would ask about it. */
  readonly permissions: readonly Permission[];
  readonly parameters: Record<string, unknown>;
}

/** What a service offers by Service Connect, with the tenths of a percent of the requests that each revision gets. */
interface ConnectedEndpoint {
  readonly name: string;
  readonly port: number;
  readonly revisions: readonly { readonly weight: number }[];
}

/** A running server with a client for each service; clients do not retry, so that faults are seen. */
export type AwsServer = Awaited<ReturnType<typeof startAws>>;

/** Starts the AWS APIs of the local cloud on a free port, with flags of its own if any are needed. */
export async function startAws(...flags: string[]) {
  const server = await forkAws(flags);
  const [line] = (await once(createInterface(server), 'line')) as [string];
  const { port } = JSON.parse(line) as { port: number };
  const endpoint = `http://127.0.0.1:${port}`;
  const settings = {
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
  const post = async (path: string, body?: unknown) => {
    const reply = await fetch(`${endpoint}/moto-api/${path}`, {
      method: 'POST',
      body: JSON.stringify(body ?? {}),
    });
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
  };
  const read = async <Answer>(path: string) =>
    (await (await fetch(`${endpoint}/moto-api/lab/${path}`)).json()) as Answer;
  return {
    endpoint,
    settings,
    appMesh: new AppMeshClient(settings),
    cloudFormation: new CloudFormationClient(settings),
    cloudWatch: new CloudWatchClient(settings),
    ecs: new ECSClient(settings),
    cloudMap: new ServiceDiscoveryClient({ ...settings, disableHostPrefix: true }),
    ssm: new SSMClient(settings),
    reset: () => post('reset'),
    /** Replaces all faults, or those of the callers whose user agent matches. */
    faults: (list: readonly object[], caller = '') =>
      post(`lab/faults?caller=${encodeURIComponent(caller)}`, list),
    knobs: (settings: object) => post('lab/knobs', settings),
    calls: async () => (await read<{ calls: JournalEntry[] }>('calls?since=0')).calls,
    /** What is offered by Service Connect. */
    connected: async () => (await read<{ endpoints: ConnectedEndpoint[] }>('service-connect')).endpoints,
    version: async () => (await read<{ version: number }>('version')).version,
    async stop() {
      if (server.closed) return;
      server.end();
      await once(server, 'close');
    },
  };
}
