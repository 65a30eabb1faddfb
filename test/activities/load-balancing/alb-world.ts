import {
  AddTagsCommand,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
  ModifyRuleCommand,
  RegisterTargetsCommand,
  RemoveTagsCommand,
  type Action,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { claim, releaseGroup } from '../../../activities/load-balancing/alb/tags.ts';
import { VERSION_TAG } from '../../../activities/load-balancing/load-balancing.ts';
import { serviceTags } from '../../../activities/ownership.ts';
import type { Owner } from '../../../workflows/rollout/owner.ts';
import type { AwsServer } from '../../infra/local/aws/server.ts';
import { eventually } from '../../infra/local/eventually.ts';

/** Whose the groups are. */
export const OWNER = { environment: 'shop', service: 'cart' };

/** Tags of target groups, as people write them. */
export const tagsFor = (owner: Owner) =>
  Object.entries(serviceTags(owner)).map(([Key, Value]) => ({ Key, Value }));

/** A load balancer with a listener, and target groups a and b behind one rule of it. */
export type AlbWorld = Awaited<ReturnType<typeof startAlb>>;

const NETWORK = `
Resources:
  Network: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Network, CidrBlock: 10.0.1.0/24 } }
Outputs:
  Network: { Value: !Ref Network }
  Subnet: { Value: !Ref Subnet }
`;

/** Weights that the rule has at first, by target group. */
export async function startAlb(aws: AwsServer, weights: Readonly<Record<string, number>> = { a: 1, b: 0 }) {
  const elb = new ElasticLoadBalancingV2Client(aws.settings);
  const network = await startNetwork(aws);
  const createBalancer = async (Name: string) => {
    const { LoadBalancers } = await elb.send(
      new CreateLoadBalancerCommand({ Name, Subnets: [network.subnet], Type: 'application' }),
    );
    return LoadBalancers?.[0]?.LoadBalancerArn;
  };
  const createGroup = async (Name: string) => {
    const { TargetGroups } = await elb.send(
      new CreateTargetGroupCommand({
        Name,
        Protocol: 'HTTP',
        Port: 80,
        VpcId: network.vpc,
        TargetType: 'ip',
        Tags: tagsFor(OWNER),
      }),
    );
    return TargetGroups?.[0]?.TargetGroupArn ?? '';
  };
  const balancer = await createBalancer('shop');
  const groups: Record<string, string> = {};
  for (const name of Object.keys(weights)) groups[name] = await createGroup(`cart-${name}`);
  const actions: Action[] = [
    {
      Type: 'forward',
      Order: 1,
      ForwardConfig: {
        TargetGroups: Object.entries(weights).map(([name, Weight]) => ({
          TargetGroupArn: groups[name],
          Weight,
        })),
        TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 300 },
      },
    },
  ];
  const { Listeners } = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: balancer,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: actions,
    }),
  );
  const listener = Listeners?.[0]?.ListenerArn ?? '';
  const createRule = async (priority: number, tags: Readonly<Record<string, string>>) => {
    const { Rules } = await elb.send(
      new CreateRuleCommand({
        ListenerArn: listener,
        Priority: priority,
        Conditions: [{ Field: 'path-pattern', Values: [`/cart${priority}/*`] }],
        Actions: actions,
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      }),
    );
    return Rules?.[0]?.RuleArn ?? '';
  };
  const rule = await createRule(1, { service: 'cart' });
  const group = (name: string): string => groups[name] ?? '';

  const tag = (name: string, version: string | undefined) =>
    version === undefined ? releaseGroup(elb, [group(name)]) : claim(elb, OWNER, group(name), version);

  return {
    elb,
    listener,
    rule,
    group,
    createRule,
    tag,
    /** Tags a group as an owner's, or as nobody's. */
    async give(name: string, owner: Owner | undefined) {
      const ResourceArns = [group(name)];
      const TagKeys = Object.keys(serviceTags(OWNER));
      await (owner === undefined
        ? elb.send(new RemoveTagsCommand({ ResourceArns, TagKeys }))
        : elb.send(new AddTagsCommand({ ResourceArns, Tags: tagsFor(owner) })));
    },
    /** The default action of a load balancer of its own, with groups <name>-a at weight 100 and <name>-b at 0; a serves a version, where one is given. */
    async ruleOfAnother(name: string, version?: string): Promise<string> {
      const [serving, free] = [await createGroup(`${name}-a`), await createGroup(`${name}-b`)];
      const { Listeners } = await elb.send(
        new CreateListenerCommand({
          LoadBalancerArn: await createBalancer(name),
          Protocol: 'HTTP',
          Port: 80,
          DefaultActions: [
            {
              Type: 'forward',
              ForwardConfig: {
                TargetGroups: [
                  { TargetGroupArn: serving, Weight: 100 },
                  { TargetGroupArn: free, Weight: 0 },
                ],
              },
            },
          ],
        }),
      );
      if (version !== undefined) await claim(elb, OWNER, serving, version);
      return Listeners?.[0]?.ListenerArn ?? '';
    },
    /** Gives the rule and the listener's default action other weights, by target group. */
    async weigh(weights: Readonly<Record<string, number>>) {
      const TargetGroups = Object.entries(weights).map(([name, Weight]) => ({
        TargetGroupArn: group(name),
        Weight,
      }));
      const Actions = [{ Type: 'forward' as const, ForwardConfig: { TargetGroups } }];
      await elb.send(new ModifyRuleCommand({ RuleArn: rule, Actions }));
      await elb.send(new ModifyListenerCommand({ ListenerArn: listener, DefaultActions: Actions }));
    },
    /** Makes a version known to a group, with healthy targets. */
    async run(name: string, version: string | undefined, ...targets: string[]) {
      if (version !== undefined) await tag(name, version);
      await elb.send(
        new RegisterTargetsCommand({
          TargetGroupArn: group(name),
          Targets: (targets.length > 0 ? targets : [`10.0.0.${name.charCodeAt(0)}`]).map((Id) => ({ Id })),
        }),
      );
    },
    async actions(arn = rule): Promise<Action[]> {
      const { Rules } = await elb.send(new DescribeRulesCommand({ RuleArns: [arn] }));
      return Rules?.[0]?.Actions ?? [];
    },
    /** The rule's weights by target group. */
    async weights(): Promise<[string, number][]> {
      const names = Object.fromEntries(Object.entries(groups).map(([name, arn]) => [arn, name]));
      return ((await this.actions())[0]?.ForwardConfig?.TargetGroups ?? []).map(
        ({ TargetGroupArn = '', Weight = 0 }) => [names[TargetGroupArn] ?? TargetGroupArn, Weight],
      );
    },
    /** How many targets a group has. */
    async targets(name: string): Promise<number> {
      const command = new DescribeTargetHealthCommand({ TargetGroupArn: group(name) });
      return (await elb.send(command)).TargetHealthDescriptions?.length ?? 0;
    },
    async versionOf(name: string): Promise<string | undefined> {
      const { TagDescriptions } = await elb.send(new DescribeTagsCommand({ ResourceArns: [group(name)] }));
      return TagDescriptions?.[0]?.Tags?.find(({ Key }) => Key === VERSION_TAG)?.Value;
    },
    async writes(): Promise<number> {
      const calls = await aws.calls();
      return calls.filter(({ action }) => /^(Modify|RemoveTags)/.test(action)).length;
    },
  };
}

/** Addresses to put a load balancer in; a stack makes them, so that no further client is needed. */
async function startNetwork({ cloudFormation }: AwsServer) {
  await cloudFormation.send(new CreateStackCommand({ StackName: 'network', TemplateBody: NETWORK }));
  const outputs = await eventually(async () => {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: 'network' }));
    return Stacks?.[0]?.StackStatus === 'CREATE_COMPLETE' && Stacks[0].Outputs;
  });
  const output = (name: string) => outputs.find(({ OutputKey }) => OutputKey === name)?.OutputValue ?? '';
  return { vpc: output('Network'), subnet: output('Subnet') };
}
