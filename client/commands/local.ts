import { Option, type Command } from 'commander';
import type { ListenerAddress } from '../../infra/local/balancer/balancer.ts';
import type { Endpoints } from '../../infra/local/up/cloud.ts';
import { down } from '../../infra/local/up/down.ts';
import { readListeners } from '../../infra/local/up/listeners.ts';
import { status, type CloudStatus } from '../../infra/local/up/status.ts';
import { up } from '../../infra/local/up/up.ts';
import { CommandFailure, EXIT } from '../exit-codes.ts';
import { notRunning, stateOption } from '../local-cloud.ts';
import { addBuild } from './build.ts';
import { addPush } from './push.ts';
import { addUrl } from './url.ts';

interface Options {
  readonly state: string;
  readonly output: 'text' | 'json' | 'env';
}

export function addLocal(program: Command): void {
  const local = program
    .command('local')
    .description(
      'a cloud on this machine to play with: AWS, App Mesh with real Envoys, Temporal and a worker',
    );
  const output = () =>
    new Option('-o, --output <format>', 'how to print').choices(['text', 'json', 'env']).default('text');

  local
    .command('up')
    .description('start it in the background and print its endpoints')
    .addOption(stateOption())
    .addOption(output())
    .option('--environment <name>', 'name of the mesh and the ECS cluster', 'ecs-blogpost')
    .option('--namespace <name>', 'name of the Cloud Map namespace', 'yelb.local')
    .action(
      async ({
        state: stateFolder,
        output: format,
        ...names
      }: Options & { environment: string; namespace: string }) => {
        const started = await up({ stateFolder, worker: true, ...names });
        if (started.already && format === 'text') console.log('it runs already');
        await print(started, format);
      },
    );
  local
    .command('down')
    .description('stop it; nothing keeps running')
    .addOption(stateOption())
    .action(async ({ state: stateFolder }: Options) => {
      console.log((await down({ stateFolder })) ? 'stopped' : 'it was not running');
    });
  local
    .command('status')
    .description('print its endpoints; as variables: eval "$(serin local status -o env)"')
    .addOption(stateOption())
    .addOption(output())
    .action(async ({ state: stateFolder, output: format }: Options) =>
      print(await status({ stateFolder }), format),
    );
  addPush(local);
  addBuild(local);
  addUrl(local);
}

async function print(now: CloudStatus, format: Options['output']): Promise<void> {
  const listeners = 'endpoints' in now ? await readListeners(now.endpoints) : [];
  if (format === 'json') console.log(JSON.stringify({ ...now, listeners }, null, 2));
  if (now.kind === 'stopped' || now.kind === 'starting') throw notRunning(now);
  if (format === 'env')
    console.log(
      Object.entries(now.env)
        .map(([name, value]) => `export ${name}='${value}'`)
        .join('\n'),
    );
  if (format === 'text') console.log(endpointsText(now.endpoints, listeners));
  if (now.kind === 'broken') throw new CommandFailure(EXIT.error, `the local cloud is broken: ${now.reason}`);
}

const endpointsText = (endpoints: Endpoints, listeners: readonly ListenerAddress[]): string =>
  [
    ['AWS_ENDPOINT_URL', endpoints.awsEndpointUrl],
    ['Temporal address', endpoints.temporalAddress],
    ['Temporal UI', endpoints.temporalUi],
    [
      'front door',
      `${endpoints.frontDoor} (curl -H 'Host: yelb-appserver.yelb.local' ${endpoints.frontDoor}/api/getvotes)`,
    ],
    ...listeners.map(({ loadBalancer, port, url }) => ['load balancer', `${url} (${loadBalancer}:${port})`]),
    ['Prometheus', endpoints.prometheus],
    ['traces', endpoints.traces],
    ['state', endpoints.stateFolder],
  ]
    .map(([label = '', value]) => `${label.padEnd(16)}  ${value}`)
    .join('\n');
