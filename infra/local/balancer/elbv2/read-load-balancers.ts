import {
  DescribeRulesCommand,
  paginateDescribeListeners,
  paginateDescribeLoadBalancers,
  type ElasticLoadBalancingV2Client,
  type Rule as ElbRule,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Listener, LoadBalancer, Rule } from '../snapshot.ts';
import { unlessGone } from './unless-gone.ts';

/** Reads all load balancers with their listeners and rules; one that goes meanwhile is left out. */
export async function readLoadBalancers(client: ElasticLoadBalancingV2Client): Promise<LoadBalancer[]> {
  const found: LoadBalancer[] = [];
  for await (const { LoadBalancers = [] } of paginateDescribeLoadBalancers({ client }, {}))
    for (const { LoadBalancerArn: arn = '', LoadBalancerName: name = '' } of LoadBalancers)
      found.push(
        ...(await unlessGone(async () => ({ arn, name, listeners: await readListeners(client, arn) }))),
      );
  return found;
}

async function readListeners(
  client: ElasticLoadBalancingV2Client,
  LoadBalancerArn: string,
): Promise<Listener[]> {
  const found: Listener[] = [];
  for await (const { Listeners = [] } of paginateDescribeListeners({ client }, { LoadBalancerArn }))
    for (const { ListenerArn: arn = '', Port: port = 0 } of Listeners)
      found.push(...(await unlessGone(async () => ({ arn, port, rules: await readRules(client, arn) }))));
  return found;
}

async function readRules(client: ElasticLoadBalancingV2Client, ListenerArn: string): Promise<Rule[]> {
  const rules: ElbRule[] = [];
  let Marker: string | undefined;
  do {
    const page = await client.send(new DescribeRulesCommand({ ListenerArn, Marker }));
    rules.push(...(page.Rules ?? []));
    Marker = page.NextMarker;
  } while (Marker);
  return rules
    .toSorted((a, b) => priorityOf(a) - priorityOf(b))
    .map(({ Conditions: conditions = [], Actions: actions = [] }) => ({ conditions, actions }));
}

const priorityOf = ({ IsDefault, Priority }: ElbRule): number => (IsDefault ? Infinity : Number(Priority));
