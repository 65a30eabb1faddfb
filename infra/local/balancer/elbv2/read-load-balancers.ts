import {
  DescribeRulesCommand,
  paginateDescribeListeners,
  paginateDescribeLoadBalancers,
  type ElasticLoadBalancingV2Client,
  type Listener as ElbListener,
  type Rule as ElbRule,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Listener, LoadBalancer, Rule } from '../snapshot.ts';
import type { Certificates } from './certificates.ts';
import { unlessGone } from './unless-gone.ts';

/** Reads all load balancers with their listeners and rules; one that goes meanwhile is left out. */
export async function readLoadBalancers(
  client: ElasticLoadBalancingV2Client,
  certificates: Certificates,
): Promise<LoadBalancer[]> {
  const found: LoadBalancer[] = [];
  for await (const { LoadBalancers = [] } of paginateDescribeLoadBalancers({ client }, {}))
    for (const { LoadBalancerArn: arn = '', LoadBalancerName: name = '' } of LoadBalancers)
      found.push(
        ...(await unlessGone(async () => ({
          arn,
          name,
          listeners: await readListeners(client, certificates, arn),
        }))),
      );
  return found;
}

async function readListeners(
  client: ElasticLoadBalancingV2Client,
  certificates: Certificates,
  LoadBalancerArn: string,
): Promise<Listener[]> {
  const found: Listener[] = [];
  for await (const { Listeners = [] } of paginateDescribeListeners({ client }, { LoadBalancerArn }))
    for (const listener of Listeners)
      found.push(...(await unlessGone(() => readListener(client, certificates, listener))).flat());
  return found;
}

/** None where it is an HTTPS one whose certificate is not one of ACM's. */
async function readListener(
  client: ElasticLoadBalancingV2Client,
  certificates: Certificates,
  { ListenerArn: arn = '', Port: port = 0, Protocol: protocol, Certificates: [own] = [] }: ElbListener,
): Promise<Listener[]> {
  const rules = await readRules(client, arn);
  if (protocol === 'TCP') return [{ arn, port, rules, passesBytes: true }];
  if (protocol !== 'HTTPS') return [{ arn, port, rules }];
  const certificate = await certificates(own?.CertificateArn ?? '');
  return certificate === undefined ? [] : [{ arn, port, certificate, rules }];
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
