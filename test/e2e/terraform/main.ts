import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CloudFormationClient, ListExportsCommand } from '@aws-sdk/client-cloudformation';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { clientOf } from '../../../infra/demo/aws-client.ts';
import type { Edit } from '../../../infra/demo/edits.ts';
import { takeInventory } from '../../../infra/demo/routers/inventory.ts';
import { totalsOf } from '../../../infra/local/traffic/timeline.ts';
import type { Cloud } from '../../../infra/local/up/cloud.ts';
import { readListeners } from '../../../infra/local/up/listeners.ts';
import { buildCart } from '../alb/cart.ts';
import { ROLLOUT, startLabOf } from '../alb/lab.ts';
import { patiently } from '../patiently.ts';
import { openTerraform, type Ran } from './terraform.ts';

/** The example's service has no secret. */
const UNSIGNED: Edit = {
  file: 'server.mjs',
  from: 'process.env.SIGNING_KEY',
  to: "'nobody checks out'",
};

/** Terraform's own exit codes, with -detailed-exitcode. */
const NOTHING_TO_DO = 0;

const { provider } = parseArgs({ options: { provider: { type: 'string' } } }).values;
if (provider === undefined)
  throw new Error('--provider names the folder of a built terraform-provider-aws: docs/load-balancer.md');

let terraform!: ReturnType<typeof openTerraform>;
const lab = await startLabOf(async (cloud, stateFolder) => {
  const image = buildCart(stateFolder, 'first', [UNSIGNED]);
  const listener = await createListener(cloud);
  const variables = { ...(await network(cloud)), image, listener_arn: listener };
  terraform = openTerraform(join(stateFolder, 'terraform'), resolve(provider), cloud.env, variables);
  succeeds(terraform('apply', '-auto-approve'));
  const rule = succeeds(terraform('output', '-raw', 'rule')).said;
  const address = await patiently(async () =>
    (await readListeners(cloud.endpoints)).find(({ listenerArn }) => listenerArn === listener),
  );
  return { name: 'cart', rule, address };
});

try {
  await lab.until(async () => (await lab.services()).includes('cart 2'));
  findsNothingToDo('before any rollout');
  const before = await takeRest();
  const traffic = lab.callService();

  const start = lab.start(lab.build('second', [UNSIGNED], { provisioner: { kind: 'ecs' } }));
  assert.equal(await start.exitCode, 0, start.printed());
  assert.deepEqual(await lab.services(), ['cart 2']);
  assert.deepEqual(await takeRest(), { ...before, revisions: { ...before.revisions, cart: 'cart:2' } });
  findsNothingToDo('after a promotion');

  const undo = lab.serin('undo', ROLLOUT, '--reason', 'no butter', '--watch');
  assert.equal(await undo.exitCode, 0, undo.printed());
  assert.deepEqual(await takeRest(), before);
  findsNothingToDo('after its undo');

  const totals = totalsOf(await traffic.stop());
  for (const [version, { requests, errors }] of Object.entries(totals)) {
    console.log(`${version}: ${requests} requests, ${errors} failed`);
    assert.equal(errors, 0);
  }
  assert.deepEqual(Object.keys(totals).sort(), ['first', 'second']);
} finally {
  await lab.close();
}

/** The account at rest. AWS promises no order of a rule's target groups. */
async function takeRest() {
  const { rules: _, ...things } = await takeInventory(lab.cloud);
  const elb = new ElasticLoadBalancingV2Client(clientOf(lab.cloud));
  const { Rules } = await elb.send(new DescribeRulesCommand({ RuleArns: [lab.rule] }));
  const groups = Rules?.[0]?.Actions?.[0]?.ForwardConfig?.TargetGroups ?? [];
  return {
    ...things,
    weights: Object.fromEntries(groups.map(({ TargetGroupArn = '', Weight }) => [TargetGroupArn, Weight])),
  };
}

/** Throws with Terraform's plan where that would change anything. */
function findsNothingToDo(when: string): void {
  const { exitCode, said } = terraform('plan', '-detailed-exitcode');
  assert.equal(exitCode, NOTHING_TO_DO, said);
  console.log(`${when}: ${/No changes.*/.exec(said)?.[0]}`);
}

function succeeds(ran: Ran): Ran {
  assert.equal(ran.exitCode, 0, ran.said);
  return ran;
}

/** A load balancer that is there already, as a team's platform has it. */
async function createListener(cloud: Cloud): Promise<string> {
  const elb = new ElasticLoadBalancingV2Client(clientOf(cloud));
  const exported = await exportsOf(cloud);
  const { LoadBalancers } = await elb.send(
    new CreateLoadBalancerCommand({
      Name: 'shared',
      Subnets: [exported('PublicSubnet1'), exported('PublicSubnet2')],
    }),
  );
  const { Listeners } = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: LoadBalancers?.[0]?.LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    }),
  );
  return Listeners?.[0]?.ListenerArn ?? '';
}

async function network(cloud: Cloud): Promise<Record<string, unknown>> {
  const exported = await exportsOf(cloud);
  return {
    cluster: cloud.endpoints.environment,
    vpc: exported('VPC'),
    subnets: [exported('PrivateSubnet1'), exported('PrivateSubnet2')],
    security_groups: [exported('ContainerSecurityGroup')],
  };
}

/** What the environment's stack exports, by the end of its name. */
async function exportsOf(cloud: Cloud): Promise<(name: string) => string> {
  const { Exports = [] } = await new CloudFormationClient(clientOf(cloud)).send(new ListExportsCommand({}));
  return (name) =>
    Exports.find((each) => each.Name === `${cloud.endpoints.environment}:${name}`)?.Value ?? '';
}
