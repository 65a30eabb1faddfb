import { Option } from 'commander';
import type { ListenerAddress } from '../../../infra/local/balancer/balancer.ts';
import type { Endpoints } from '../../../infra/local/up/cloud.ts';
import { readListeners } from '../../../infra/local/up/listeners.ts';
import type { CloudStatus } from '../../../infra/local/up/status.ts';
import { Trouble } from '../../trouble.ts';
import { notRunning } from './running-cloud.ts';

export interface Options {
  readonly state: string;
  readonly output: 'text' | 'json' | 'env';
}

export const cloudOutputOption = (): Option =>
  new Option('-o, --output <format>', 'how to print').choices(['text', 'json', 'env']).default('text');

/** Prints where the local cloud is reached. @throws Trouble `unreachable` where it does not run, or is broken */
export async function printCloud(now: CloudStatus, format: Options['output']): Promise<void> {
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
  if (now.kind === 'broken') throw new Trouble('unreachable', `the local cloud is broken: ${now.reason}`);
}

const endpointsText = (endpoints: Endpoints, listeners: readonly ListenerAddress[]): string =>
  [
    ['AWS_ENDPOINT_URL', endpoints.awsEndpointUrl],
    ['Temporal address', endpoints.temporalAddress],
    ['Temporal UI', endpoints.temporalUi],
    ...(endpoints.dashboard === undefined ? [] : [['dashboard', endpoints.dashboard]]),
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
