import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeServicesCommand, ECSClient, ListServicesCommand } from '@aws-sdk/client-ecs';
import {
  DescribeRulesCommand,
  DescribeTagsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { clientOf } from '../../../infra/demo/aws-client.ts';
import type { Edit } from '../../../infra/demo/edits.ts';
import type { Traffic } from '../../../infra/local/traffic/traffic.ts';
import { startCloud, type Cloud } from '../../../infra/local/up/cloud.ts';
import { rolloutId } from '../../../workflows/messages.ts';
import { patiently } from '../patiently.ts';
import type { Program } from '../program.ts';
import { openStage, type Stage } from '../stage.ts';
import { buildCart } from './cart.ts';
import { writeRolloutFile } from './rollout-file.ts';
import { readSettings, type Settings } from './settings.ts';
import { createService, type AlbService } from './service.ts';

const SERIN = join(import.meta.dirname, '../../../bin/serin');
const ENVIRONMENT = 'ecs-blogpost';
const SERVICE = 'cart';

export const ROLLOUT = `${ENVIRONMENT}/${SERVICE}`;

/** A local cloud with a worker and an ECS service behind a load balancer, as people have it who have no mesh. */
export interface AlbLab extends Stage {
  readonly rule: string;
  /** Builds a version and writes its `rollout.yaml`; answers the file. */
  build(version: string, edits?: readonly Edit[], fields?: Readonly<Record<string, unknown>>): string;
  /** The real command, as a child process. */
  serin(...args: string[]): Program;
  /** `serin start --watch`. */
  start(file: string): Program;
  /** Steady requests through the load balancer, until the lab closes. */
  callService(): Traffic;
  /** The same of somebody who has not logged in; who answers is where the answer sends them, or a version. */
  callAdmin(): Traffic;
  /** The rules' weights by version, and what has no version left out, as «first 67, second 33», and once more where a rule has others. */
  split(): Promise<string>;
  /** The percents that a version has had in the running or latest rollout, one after the other. */
  weightsOf(version: string): Promise<number[]>;
  /** What a service and its task definition say, but for what ECS itself adds to them. */
  settingsOf(name: string): Promise<Settings>;
  /** ECS services of the service that are there, with their running tasks, as «cart 2». */
  services(): Promise<string[]>;
}

/** Makes a service of the lab's name in a cloud whose state is in a folder. */
type CreateService = (cloud: Cloud, stateFolder: string) => Promise<AlbService>;

/** Starts a local cloud of its own and the service's first version in it, by the sample's template as it is `changed`. */
export const startAlbLab = (changed?: (template: string) => string): Promise<AlbLab> =>
  startLabOf((cloud, stateFolder) =>
    createService(cloud, SERVICE, 'first', buildCart(stateFolder, 'first'), changed),
  );

/** The same with a service that is made otherwise. */
export async function startLabOf(create: CreateService): Promise<AlbLab> {
  const stateFolder = mkdtempSync(join(tmpdir(), 'serin-alb-'));
  const cloud = await startCloud({ stateFolder, worker: true });
  try {
    return await openLab(cloud, stateFolder, await create(cloud, stateFolder));
  } catch (error) {
    await cloud.stop();
    throw error;
  }
}

async function openLab(cloud: Cloud, stateFolder: string, service: AlbService): Promise<AlbLab> {
  const aws = clientOf(cloud);
  const [ecs, elb] = [new ECSClient(aws), new ElasticLoadBalancingV2Client(aws)];
  const { rule, address } = service;
  const { run, send, ...stage } = await openStage(cloud, stateFolder, rolloutId(ENVIRONMENT, SERVICE));

  return {
    ...stage,
    rule,
    build(version, edits = [], fields = {}) {
      const image = buildCart(stateFolder, version, edits);
      return writeRolloutFile(stateFolder, ENVIRONMENT, service, { id: version, image }, fields);
    },
    serin: (...args) => run(SERIN, args),
    start: (file) => run(SERIN, ['start', '-f', file, '--watch']),
    callService: () =>
      send({
        ...address,
        path: '/cart',
        answeredBy: (headers) => headers['x-version']?.toString() ?? 'unknown',
      }),
    callAdmin: () =>
      send({
        ...address,
        path: '/admin',
        answeredBy: (headers) => (headers['location'] ?? headers['x-version'] ?? 'unknown').toString(),
      }),
    async weightsOf(version) {
      const { status } = await patiently(() => stage.view());
      return status.weights
        .map(({ split }) => split.find((each) => each.version === version)?.weight ?? 0)
        .filter((weight, i, all) => weight !== all[i - 1]);
    },
    settingsOf: (name) => readSettings(ecs, ENVIRONMENT, name),
    async split() {
      const ListenerArn = rule.replace(':listener-rule/', ':listener/').replace(/\/[^/]+$/, '');
      const { Rules = [] } = await elb.send(new DescribeRulesCommand({ ListenerArn }));
      const forwards = Rules.flatMap(({ Actions = [] }) => Actions.filter(({ Type }) => Type === 'forward'));
      const splits = forwards.map(({ ForwardConfig }) => ForwardConfig?.TargetGroups ?? []);
      const arns = splits.flatMap((groups) => groups.map(({ TargetGroupArn = '' }) => TargetGroupArn));
      const { TagDescriptions: tags = [] } = await elb.send(
        new DescribeTagsCommand({ ResourceArns: [...new Set(arns)] }),
      );
      const texts = splits.map((groups) =>
        groups
          .flatMap(({ TargetGroupArn, Weight }) => {
            const own = tags.find(({ ResourceArn }) => ResourceArn === TargetGroupArn)?.Tags ?? [];
            const version = own.find(({ Key }) => Key === 'serin:version')?.Value;
            return version === undefined ? [] : [`${version} ${Weight}`];
          })
          .join(', '),
      );
      return [...new Set(texts)].join('; ');
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
  };
}
