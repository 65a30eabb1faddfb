import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import {
  DescribeRulesCommand,
  DescribeTargetGroupAttributesCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
  ModifyTargetGroupAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { groupsOf, withGroups } from '../../../activities/load-balancing/alb/actions.ts';
import { startEcs } from '../../activities/provisioners/ecs-world.ts';
import { startProgram } from '../../e2e/program.ts';
import { startAws, type AwsServer } from '../../infra/local/aws/server.ts';

let aws: AwsServer;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'guide-'));
  aws = await startAws();
  await aws.knobs({ agent: 'simulated', ecs_start_ms: 10 });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await aws.stop();
});

/** Makes a stack of one of the repository's templates; answers its outputs. */
async function createStack(StackName: string, template: string, parameters: Record<string, string>) {
  await aws.cloudFormation.send(
    new CreateStackCommand({
      StackName,
      TemplateBody: readFileSync(template, 'utf8'),
      Capabilities: ['CAPABILITY_IAM'],
      Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
    }),
  );
  const wait = { client: aws.cloudFormation, maxWaitTime: 60, minDelay: 0.1, maxDelay: 0.5 };
  await waitUntilStackCreateComplete(wait, { StackName });
  const { Stacks } = await aws.cloudFormation.send(new DescribeStacksCommand({ StackName }));
  return Object.fromEntries(
    (Stacks?.[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue }) => [OutputKey, OutputValue]),
  );
}

/** README's two blocks, as they stand there. */
const GUIDE = /^## From an ECS service behind a load balancer([^]*?)^## /m;
const [, guide = ''] = GUIDE.exec(readFileSync('README.md', 'utf8')) ?? [];
const [COMMANDS = '', START = ''] = Array.from(
  guide.matchAll(/^```sh\n([^]*?)^```$/gm),
  ([, block]) => block,
);

/** What a shell prints that stands in a folder with nothing in it but the guide's variables and programs. */
async function run(script: string): Promise<string> {
  const { AWS_ENDPOINT_URL = aws.endpoint } = {};
  const program = startProgram('bash', ['-e', '-o', 'pipefail', '-c', script], {
    cwd: folder,
    env: {
      PATH: [resolve('bin'), resolve('.serin/python/bin'), process.env['PATH']].join(':'),
      HOME: folder,
      AWS_ENDPOINT_URL,
      AWS_REGION: aws.settings.region,
      AWS_DEFAULT_REGION: aws.settings.region,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      VERSION: 'v1',
      IMAGE: 'cart:v1',
    },
  });
  const exitCode = await program.exitCode;
  expect({ exitCode, printed: program.printed() }).toMatchObject({ exitCode: 0 });
  return program.printed();
}

it('leads from a service behind one target group to a plan that would get through', async () => {
  const { alb, inPlace } = await startEcs(aws);
  // As most services are: one target group, no tags, no second rule.
  await alb.tag('a', undefined);
  const forward = { Type: 'forward' as const, TargetGroupArn: alb.group('a') };
  await alb.elb.send(new ModifyRuleCommand({ RuleArn: alb.rule, Actions: [forward] }));

  const delay = { Key: 'deregistration_delay.timeout_seconds', Value: '7' };
  await alb.elb.send(
    new ModifyTargetGroupAttributesCommand({ TargetGroupArn: alb.group('a'), Attributes: [delay] }),
  );

  const printed = await run(COMMANDS.replace(/(serin init [^>]*)>/, `$1 --rule ${alb.rule} >`));

  expect(printed).toMatch(/^ok +router +cart is stable \(cart 100 %\)$/m);
  // The default action, said by init beside the rule, by lint and by plan.
  const others = printed.split(`they forward to its target groups: the default action of ${alb.listener}`);
  expect(others).toHaveLength(3);
  expect(printed).toMatch(
    /ecs CreateService cluster shop, serviceName cart-v1, .*targetGroups \[cart-a-canary\]/,
  );
  expect(printed).toMatch(/step 1 of 5: cart 100 % → cart 90 %, v1 10 %/);
  expect(printed).toMatch(/nothing has been changed$/m);
  const { Rules } = await alb.elb.send(new DescribeRulesCommand({ RuleArns: [alb.rule] }));
  const groups = Rules?.[0]?.Actions?.[0]?.ForwardConfig?.TargetGroups ?? [];
  expect(groups.map(({ Weight }) => Weight)).toEqual([100, 0]);
  const second = new DescribeTargetGroupAttributesCommand({ TargetGroupArn: groups[1]?.TargetGroupArn });
  expect((await alb.elb.send(second)).Attributes).toContainEqual(delay);
  // ECS takes a service behind the group that was added, which a plan cannot find out.
  await inPlace().create('v1', 'run-1');
});

it('finds both rules of the example service, and leaves the login of one as it is', async () => {
  await aws.reset();
  await aws.knobs({ agent: 'simulated', ecs_start_ms: 10 });
  await createStack('environment', 'infra/local/environment/environment.yaml', { FrontDoorPort: '0' });
  const outputs = await createStack('cart', 'infra/samples/cart/service.yaml', {
    EnvironmentName: 'ecs-blogpost',
    Image: 'cart:v0',
    Version: 'v0',
    LoginSecret: 'secret',
  });
  const elb = new ElasticLoadBalancingV2Client(aws.settings);
  const rulesNow = async () => {
    const { Rules = [] } = await elb.send(new DescribeRulesCommand({ ListenerArn: outputs['Listener'] }));
    return Rules.filter(({ IsDefault }) => !IsDefault);
  };
  // As before anybody thought of canaries: one target group.
  for (const { RuleArn, Actions = [] } of await rulesNow()) {
    const groups = groupsOf(Actions).filter(({ weight }) => weight > 0);
    await elb.send(new ModifyRuleCommand({ RuleArn, Actions: withGroups(Actions, groups) }));
  }
  const [, before] = await rulesNow();

  const upToPlan = COMMANDS.replace(/^serin plan .*$/m, '');
  const printed = await run(upToPlan.replace('CLUSTER=shop', 'CLUSTER=ecs-blogpost'));

  const [rule, admin] = await rulesNow();
  expect(printed).toContain(
    `shifted together with the rule, because they forward to its target groups: ${admin?.RuleArn}`,
  );
  expect(groupsOf(rule?.Actions ?? []).map(({ weight }) => weight)).toEqual([100, 0]);
  expect(before?.Actions?.[0]?.Type).toBe('authenticate-oidc');
  expect(admin?.Actions).toEqual(before?.Actions);
});

it('starts with flags that the command has', async () => {
  const help = await run('serin start --help');
  for (const [flag] of START.matchAll(/--[\w-]+/g)) expect(help).toContain(flag);
});
