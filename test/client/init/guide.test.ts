import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  DescribeRulesCommand,
  DescribeTargetGroupAttributesCommand,
  ModifyRuleCommand,
  ModifyTargetGroupAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
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
  const { alb, provisioner } = await startEcs(aws);
  // As most services are: one target group, no tags, no second rule.
  await alb.tag('a', undefined);
  const forward = { Type: 'forward' as const, TargetGroupArn: alb.group('a') };
  await alb.elb.send(new ModifyRuleCommand({ RuleArn: alb.rule, Actions: [forward] }));

  const delay = { Key: 'deregistration_delay.timeout_seconds', Value: '7' };
  await alb.elb.send(
    new ModifyTargetGroupAttributesCommand({ TargetGroupArn: alb.group('a'), Attributes: [delay] }),
  );

  const printed = await run(COMMANDS.replace(/(serin init [^>]*)>/, `$1 --rule ${alb.rule} >`));

  expect(printed).toMatch(/^ok +router +v0 is stable \(v0 100 %\)$/m);
  expect(printed).toMatch(
    /ecs CreateService cluster shop, serviceName cart-v1, .*targetGroups \[cart-canary\]/,
  );
  expect(printed).toMatch(/step 1 of 5: v0 100 % → v0 90 %, v1 10 %/);
  expect(printed).toMatch(/nothing has been changed$/m);
  const { Rules } = await alb.elb.send(new DescribeRulesCommand({ RuleArns: [alb.rule] }));
  const groups = Rules?.[0]?.Actions?.[0]?.ForwardConfig?.TargetGroups ?? [];
  expect(groups.map(({ Weight }) => Weight)).toEqual([100, 0]);
  const second = new DescribeTargetGroupAttributesCommand({ TargetGroupArn: groups[1]?.TargetGroupArn });
  expect((await alb.elb.send(second)).Attributes).toContainEqual(delay);
  // ECS takes a service behind the group that was added, which a plan cannot find out.
  await provisioner().create('v1', 'run-1');
});

it('starts with flags that the command has', async () => {
  const help = await run('serin start --help');
  for (const [flag] of START.matchAll(/--[\w-]+/g)) expect(help).toContain(flag);
});
