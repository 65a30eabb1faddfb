import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { ECSClient } from '@aws-sdk/client-ecs';
import { freePort } from '../processes/ports.ts';
import { createEnvironment, findFrontDoor } from './environment-stack.ts';
import { startPart, type Part, type PartName, type PartSpec } from './part.ts';
import {
  awsPart,
  balancerPart,
  dashboardPart,
  meshPart,
  metricsPart,
  tasksPart,
  tracesPart,
  workerPart,
} from './parts.ts';
import { programEnvironment } from './program-environment.ts';
import { removeDatabase, temporalPart } from './temporal.ts';

export interface CloudOptions {
  /** Where images, logs and Temporal's database are. */
  readonly stateFolder: string;
  /** Name of the mesh and of the ECS cluster. */
  readonly environment?: string;
  /** Name of the Cloud Map namespace. */
  readonly namespace?: string;
  /** Temporal search attributes to register: name to type. */
  readonly searchAttributes?: Readonly<Record<string, string>>;
  /** Whether Serin's worker is one of the parts. */
  readonly worker?: boolean;
  /** Whether Serin's dashboard is one of the parts. */
  readonly dashboard?: boolean;
  /** How often metrics are collected and published: every second, unless it is to be as AWS's agent does it, every 60. */
  readonly metricsIntervalSeconds?: number;
}

export interface Endpoints {
  readonly awsEndpointUrl: string;
  readonly region: string;
  readonly temporalAddress: string;
  /** Temporal's web pages. */
  readonly temporalUi: string;
  /** Serin's own web pages, where they are a part of the cloud. */
  readonly dashboard?: string;
  /** Where requests enter the mesh. */
  readonly frontDoor: string;
  /** Answers Prometheus' queries about the mesh's Envoys. */
  readonly prometheus: string;
  /** The newest traces as text; `POST /v1/traces` takes more. */
  readonly traces: string;
  /** The mesh's own HTTP address. */
  readonly meshAdmin: string;
  /** Tells where the listeners of load balancers are: `GET /listeners`. */
  readonly balancerAdmin: string;
  readonly stateFolder: string;
  readonly environment: string;
  readonly namespace: string;
}

/** The running local cloud. */
export interface Cloud {
  readonly endpoints: Endpoints;
  /** What a client's process environment needs to use it. */
  readonly env: Readonly<Record<string, string>>;
  /** Resolves with a sentence that names the part and shows the end of its log, when one ends unasked. */
  readonly died: Promise<string>;
  /** Ends a part by a signal, as an accident would. */
  kill(part: PartName, signal: NodeJS.Signals): Promise<void>;
  /** Starts a killed part again, at its old addresses. The AWS API keeps nothing: it comes back empty. */
  restart(part: PartName): Promise<void>;
  stop(): Promise<void>;
}

const region = 'us-west-2';

/** The worker's own access key id, by which the journal tells its calls from others. */
export const WORKER_KEY = 'worker';

/** Starts all parts in order and makes the environment; when one cannot start, the others are stopped again. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const {
    environment = 'ecs-blogpost',
    namespace = 'yelb.local',
    searchAttributes = {},
    worker = false,
    dashboard = false,
  } = options;
  const stateFolder = resolve(options.stateFolder);
  mkdirSync(stateFolder, { recursive: true });
  removeDatabase(stateFolder);
  removeLogs(join(stateFolder, 'logs'));
  const parts = new Map<PartName, Promise<Part>>();
  let stopping = false;
  const logOf = (name: PartName) => join(stateFolder, 'logs', `${name}.log`);

  try {
    return await start();
  } catch (error) {
    await stop();
    throw error;
  }

  async function start(): Promise<Cloud> {
    const [aws, temporal] = await Promise.all([
      add(awsPart(logOf('aws'), stateFolder)),
      add(
        temporalPart(
          { state: stateFolder, logFile: logOf('temporal') },
          programEnvironment({}),
          searchAttributes,
        ),
      ),
    ]);
    const env = {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${aws.addresses['port']}`,
      AWS_REGION: region,
      // By this name it is read by the first version of AWS's CLI, and by boto3.
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      TEMPORAL_ADDRESS: `127.0.0.1:${temporal.addresses['grpc']}`,
      TEMPORAL_NAMESPACE: 'default',
    };
    const client = {
      endpoint: env.AWS_ENDPOINT_URL,
      region,
      credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID, secretAccessKey: env.AWS_SECRET_ACCESS_KEY },
    };
    const temporalUi = `http://127.0.0.1:${temporal.addresses['ui']}`;
    const settings = { environment, namespace, frontDoorPort: await freePort() };
    const [{ mesh, balancer, traces }, metrics, pages] = await Promise.all([
      addTrafficAndTasks(env),
      add(metricsPart(logOf('metrics'), env, options.metricsIntervalSeconds ?? 1)),
      dashboard ? add(dashboardPart(logOf('dashboard'), env, temporalUi)) : undefined,
      worker ? add(workerPart(logOf('worker'), { ...env, AWS_ACCESS_KEY_ID: WORKER_KEY })) : undefined,
      createEnvironment(new CloudFormationClient(client), settings),
    ]);
    const frontDoor = await findFrontDoor(new ECSClient(client), environment);

    return {
      endpoints: {
        awsEndpointUrl: env.AWS_ENDPOINT_URL,
        region,
        temporalAddress: env.TEMPORAL_ADDRESS,
        temporalUi,
        ...(pages && { dashboard: `http://127.0.0.1:${pages.addresses['port']}` }),
        frontDoor,
        prometheus: `http://127.0.0.1:${metrics.addresses['metrics']}`,
        traces: `http://127.0.0.1:${traces.addresses['traces']}`,
        meshAdmin: `http://127.0.0.1:${mesh.addresses['admin']}`,
        balancerAdmin: `http://127.0.0.1:${balancer.addresses['admin']}`,
        stateFolder,
        environment,
        namespace,
      },
      env,
      died: Promise.race((await Promise.all(parts.values())).map((part) => part.died)),
      kill: async (name, signal) => (await find(name)).kill(signal),
      restart: async (name) => (await find(name)).restart(),
      stop,
    };
  }

  async function addTrafficAndTasks(env: Readonly<Record<string, string>>) {
    const [mesh, balancer, traces] = await Promise.all([
      add(meshPart(logOf('mesh'), env)),
      add(balancerPart(logOf('balancer'), env, stateFolder)),
      add(tracesPart(logOf('traces'))),
    ]);
    const { addresses } = mesh;
    await add(tasksPart(logOf('tasks'), env, stateFolder, addresses, balancer.addresses, traces.addresses));
    return { mesh, balancer, traces };
  }

  async function add(spec: PartSpec): Promise<Part> {
    if (stopping) throw new Error(`the cloud stops: ${spec.name} is not started any more`);
    const part = startPart(spec);
    parts.set(spec.name, part);
    return part;
  }

  async function find(name: PartName): Promise<Part> {
    const part = await parts.get(name);
    if (part === undefined) throw new Error(`${name} is not a part of this cloud`);
    return part;
  }

  // A part that is still starting is waited for, so that none is left behind.
  async function stop(): Promise<void> {
    stopping = true;
    const started = await Promise.allSettled(parts.values());
    await Promise.all(started.flatMap((part) => (part.status === 'fulfilled' ? [part.value.stop()] : [])));
    removeDatabase(stateFolder);
    // Listeners keep their ports over a restart of their part, not over the end of the cloud.
    rmSync(join(stateFolder, 'listener-ports.json'), { force: true });
  }
}

// What an earlier cloud said must not explain the end of this one; the daemon's own log is open already.
function removeLogs(folder: string): void {
  for (const name of existsSync(folder) ? readdirSync(folder) : [])
    if (name !== 'daemon.log') rmSync(join(folder, name));
}
