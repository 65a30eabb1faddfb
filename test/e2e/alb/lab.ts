import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeServicesCommand, ECSClient, ListServicesCommand } from '@aws-sdk/client-ecs';
import {
  DescribeRulesCommand,
  DescribeTagsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { Client, Connection } from '@temporalio/client';
import { viewRollout, type RolloutView } from '../../../client/rollout.ts';
import type { Edit } from '../../../infra/demo/edits.ts';
import type { Timeline } from '../../../infra/local/traffic/timeline.ts';
import { startTraffic, type Traffic } from '../../../infra/local/traffic/traffic.ts';
import { startCloud, type Cloud } from '../../../infra/local/up/cloud.ts';
import { rolloutId } from '../../../workflows/messages.ts';
import { eventually } from '../../infra/local/eventually.ts';
import { awsControls } from '../aws-controls.ts';
import type { Call, Fault } from '../journal.ts';
import { startProgram, type Program } from '../program.ts';
import { buildCart } from './cart.ts';
import { writeRolloutFile } from './rollout-file.ts';
import { createService } from './service.ts';

const SERIN = join(import.meta.dirname, '../../../bin/serin');
const ENVIRONMENT = 'ecs-blogpost';
const SERVICE = 'cart';

export const ROLLOUT = `${ENVIRONMENT}/${SERVICE}`;

/** A local cloud with a worker and an ECS service behind a load balancer, as people have it who have no mesh. */
export interface AlbLab {
  readonly cloud: Cloud;
  readonly rule: string;
  /** Builds a version and writes its `rollout.yaml`; answers the file. */
  build(version: string, edits?: readonly Edit[], fields?: Readonly<Record<string, unknown>>): string;
  /** The real command, as a child process. */
  serin(...args: string[]): Program;
  /** `serin start --watch`. */
  start(file: string): Program;
  /** Steady requests through the load balancer, until the lab closes. */
  callService(): Traffic;
  view(): Promise<RolloutView | undefined>;
  /** The rule's weights by version, and what has no version left out, as «first 67, second 33». */
  split(): Promise<string>;
  /** ECS services of the service that are there, with their running tasks, as «cart 2». */
  services(): Promise<string[]>;
  callsSince(n: number): Promise<Call[]>;
  latestCall(): Promise<number>;
  setFaults(...faults: Fault[]): Promise<void>;
  until: typeof eventually;
  close(): Promise<void>;
}

/** Starts a local cloud of its own and the service's first version in it. */
export async function startAlbLab(): Promise<AlbLab> {
  const stateFolder = mkdtempSync(join(tmpdir(), 'serin-alb-'));
  const cloud = await startCloud({ stateFolder, worker: true });
  try {
    return await openLab(cloud, stateFolder);
  } catch (error) {
    await cloud.stop();
    throw error;
  }
}

async function openLab(cloud: Cloud, stateFolder: string): Promise<AlbLab> {
  const { awsEndpointUrl: endpoint, region, temporalAddress: address } = cloud.endpoints;
  const aws = { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const [ecs, elb] = [new ECSClient(aws), new ElasticLoadBalancingV2Client(aws)];
  const service = await createService(cloud, SERVICE, 'first', buildCart(stateFolder, 'first'));
  const { rule, url } = service;
  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  const started: Program[] = [];
  const traffics: Traffic[] = [];
  let over: string | undefined;
  void cloud.died.then((reason) => (over = reason));
  const until: typeof eventually = (question) =>
    eventually(() => {
      if (over !== undefined) throw new Error(over);
      return question();
    });
  const serin = (...args: string[]): Program => {
    const program = startProgram(SERIN, args, { env: { ...process.env, ...cloud.env } });
    started.push(program);
    return program;
  };
  const { callsSince, latestCall, setFaults } = awsControls(endpoint);

  return {
    cloud,
    rule,
    build(version, edits = [], fields = {}) {
      const image = buildCart(stateFolder, version, edits);
      return writeRolloutFile(stateFolder, ENVIRONMENT, service, { id: version, image }, fields);
    },
    serin,
    start: (file) => serin('start', '-f', file, '--watch'),
    callService() {
      const { stop, timeline } = startTraffic({
        url,
        path: '/cart',
        requestsPerSecond: 30,
        answeredBy: (headers) => headers['x-version']?.toString() ?? 'unknown',
      });
      let stopped: Promise<Timeline> | undefined;
      const traffic = { timeline, stop: () => (stopped ??= stop()) };
      traffics.push(traffic);
      return traffic;
    },
    view: () =>
      viewRollout(client, client.workflow.getHandle(rolloutId(ENVIRONMENT, SERVICE))).catch(() => undefined),
    async split() {
      const { Rules = [] } = await elb.send(new DescribeRulesCommand({ RuleArns: [rule] }));
      const groups = Rules[0]?.Actions?.[0]?.ForwardConfig?.TargetGroups ?? [];
      const { TagDescriptions: tags = [] } = await elb.send(
        new DescribeTagsCommand({ ResourceArns: groups.map(({ TargetGroupArn = '' }) => TargetGroupArn) }),
      );
      return groups
        .flatMap(({ TargetGroupArn, Weight }) => {
          const own = tags.find(({ ResourceArn }) => ResourceArn === TargetGroupArn)?.Tags ?? [];
          const version = own.find(({ Key }) => Key === 'serin:version')?.Value;
          return version === undefined ? [] : [`${version} ${Weight}`];
        })
        .join(', ');
    },
    async services() {
      const { serviceArns = [] } = await ecs.send(new ListServicesCommand({ cluster: ENVIRONMENT }));
      const own = serviceArns.filter((arn) => /\/cart(-[^/]+)?$/.test(arn));
      if (own.length === 0) return [];
      const { services = [] } = await ecs.send(
        new DescribeServicesCommand({ cluster: ENVIRONMENT, services: own }),
      );
      return services.map(({ serviceName, runningCount }) => `${serviceName} ${runningCount}`).sort();
    },
    callsSince,
    latestCall,
    setFaults: (...faults) => setFaults(faults),
    until,
    async close() {
      over = 'the lab is closed';
      for (const program of started) program.kill();
      await Promise.all(started.map(({ exitCode }) => exitCode));
      await Promise.all(traffics.map((traffic) => traffic.stop()));
      await connection.close();
      await cloud.stop();
      rmSync(stateFolder, { recursive: true });
    },
  };
}
