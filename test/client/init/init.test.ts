import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateServiceCommand } from '@aws-sdk/client-ecs';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DescribeLoadBalancersCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { NotBalanced } from '../../../activities/discovery/not-balanced.ts';
import { findBalancedService } from '../../../activities/discovery/balanced-service.ts';
import { readDeploymentFile } from '../../../client/deployment-files.ts';
import { fittingName } from '../../../client/init/fitting-name.ts';
import { preparationsFor } from '../../../client/init/preparations.ts';
import { editorLines, rolloutYaml } from '../../../client/init/rollout-yaml.ts';
import { startEcs, type EcsWorld } from '../../activities/provisioners/ecs-world.ts';
import { startAws, type AwsServer } from '../../infra/local/aws/server.ts';

let aws: AwsServer;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'init-'));
  aws = await startAws();
});
beforeEach(async () => {
  await aws.reset();
  await aws.knobs({ agent: 'simulated', ecs_start_ms: 10 });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await aws.stop();
});

const find = ({ alb }: EcsWorld, service = 'cart') => findBalancedService(aws.ecs, alb.elb, 'shop', service);

/** The service, and the rule that the world's own routers use. */
async function found(world: EcsWorld) {
  const service = await find(world);
  const rule = service.rules.find(({ arn }) => arn === world.alb.rule);
  if (rule === undefined) throw new Error('the rule was not found');
  return { service, rule };
}

function planOf(yaml: string) {
  const file = join(folder, 'rollout.yaml');
  writeFileSync(file, yaml);
  return readDeploymentFile(file).plan;
}

const CART = { environment: 'shop', service: 'cart' };

it('writes a file that is right as it stands', async () => {
  const { service, rule } = await found(await startEcs(aws));
  const plan = planOf(rolloutYaml(service, rule));
  expect(plan).toMatchObject({
    environment: 'shop',
    service: 'cart',
    version: { image: 'cart:v0' },
    driver: {
      router: { kind: 'alb', rule: { arn: rule.arn } },
      provisioner: {
        kind: 'ecs',
        cluster: 'shop',
        service: 'cart',
        home: { cluster: 'shop', service: 'cart' },
        container: 'app',
        tasks: 1,
      },
    },
  });
});

it('keeps names that are no names of a rollout', async () => {
  const { service, rule } = await found(await startEcs(aws));
  const plan = planOf(rolloutYaml({ ...service, cluster: 'Team_Shop', service: 'cart_api' }, rule));
  expect(plan).toMatchObject({
    environment: fittingName('Team_Shop', 40),
    service: fittingName('cart_api', 60),
    driver: { provisioner: { cluster: 'Team_Shop', service: 'cart_api' } },
  });
});

it('writes names that a file may have, whatever the names at AWS are', async () => {
  const { service, rule } = await found(await startEcs(aws));
  const name = `${'customer_'.repeat(27)}api`;
  expect(planOf(rolloutYaml({ ...service, cluster: 'aws-prod', service: name }, rule))).toMatchObject({
    environment: expect.stringMatching(/^ecs-aws-prod-[0-9a-f]{6}$/),
    driver: { provisioner: { cluster: 'aws-prod', service: name } },
  });
});

it('names the second target group after the first one, and no two alike, though there is no room for all of a name', async () => {
  const { service, rule } = await found(await startEcs(aws));
  const nameBeside = (name: string, id: string) => {
    const group = { ...service.group, TargetGroupName: name, TargetGroupArn: `targetgroup/${name}/${id}` };
    const oneGroup = { ...rule, groups: rule.groups.slice(0, 1) };
    const [second] = preparationsFor({ ...service, group }, oneGroup, CART);
    return /create-target-group --name (\S{1,32}) /.exec(second?.commands[0] ?? '')?.[1];
  };
  expect(nameBeside('cart-a', '1')).toBe('cart-a-canary');
  const [one, two] = ['1', '2'].map((id) => nameBeside('production-customer-notification', id));
  expect([one, two]).toEqual(Array(2).fill(expect.stringMatching(/^production-custome-[0-9a-f]{6}-canary$/)));
  expect(one).not.toBe(two);
});

it('calls a service that Serin has made as the one before it, and keeps it', async () => {
  const { service, rule } = await found(await startEcs(aws));
  const plan = planOf(rolloutYaml({ ...service, service: 'cart-4f2a91c', version: '4f2a91c' }, rule));
  expect(plan).toMatchObject({ service: 'cart', driver: { provisioner: { service: 'cart-4f2a91c' } } });
});

it('has the second target group made like the first one', async () => {
  const { service, rule } = await found(await startEcs(aws));
  const group = {
    ...service.group,
    ProtocolVersion: 'GRPC',
    HealthCheckIntervalSeconds: 7,
    Matcher: { GrpcCode: '0-99,12' },
  };
  const [second] = preparationsFor({ ...service, group }, { ...rule, groups: rule.groups.slice(0, 1) }, CART);
  const [create, attributes] = second?.commands ?? [];
  expect(create).toContain(
    `--protocol HTTP --protocol-version GRPC --port 80 --vpc-id ${group.VpcId} --target-type ip`,
  );
  expect(create).toMatch(/ --health-check-interval-seconds 7 .* --matcher 'GrpcCode="0-99,12"' /);
  expect(attributes).toMatch(/^aws elbv2 modify-target-group-attributes .*\$\(aws elbv2 describe-/);
});

it('has nothing to prepare where a second target group is there and is tagged', async () => {
  const { service, rule } = await found(await startEcs(aws));
  expect(preparationsFor(service, rule, CART)).toEqual([]);
  expect(rolloutYaml(service, rule)).toMatch(/^# Nothing has to be prepared\.$/m);
  expect(rolloutYaml(service, rule).split('\n').slice(0, 2)).toEqual([
    '# yaml-language-server: $schema=rollout.schema.json',
    '# serin schema > rollout.schema.json   has an editor complete and check this file.',
  ]);
});

it("has editors take the schema from the site's address where there is one", () => {
  expect(editorLines('https://serin.example')).toBe(
    '# yaml-language-server: $schema=https://serin.example/rollout.schema.json',
  );
});

it('asks for no tag of the service and its target group, and for those of a group that nobody has', async () => {
  const world = await startEcs(aws);
  await world.alb.tag('a', undefined);
  for (const group of ['a', 'b']) await world.alb.give(group, undefined);
  const { service, rule } = await found(world);
  expect(preparationsFor({ ...service, tags: new Map() }, rule, CART)).toEqual([
    {
      why: 'nothing says that versions of shop/cart may use target group cart-b',
      commands: [
        `aws elbv2 add-tags --resource-arns ${world.alb.group('b')} --tags Key=serin:environment,Value=shop Key=serin:service,Value=cart`,
      ],
    },
  ]);
});

it('says first why a service cannot be rolled out as it is', async () => {
  const { service, rule } = await found(await startEcs(aws));
  const refusals = [
    'ECS service cart is deployed by CODE_DEPLOY: give it the deployment controller ECS first',
  ];
  expect(rolloutYaml({ ...service, refusals }, rule)).toMatch(
    /^# Before the first rollout:\n# - ECS service cart is deployed by CODE_DEPLOY/m,
  );
});

it('finds every rule that forwards to the service, the default action among them', async () => {
  const world = await startEcs(aws);
  const { rules } = await find(world);
  expect(rules.map(({ arn }) => arn)).toEqual([world.alb.listener, world.alb.rule]);
});

it('says which others are shifted together with the rule', async () => {
  const { service, rule } = await found(await startEcs(aws));
  const [listener] = service.rules;
  expect(rolloutYaml(service, rule)).toMatch(
    new RegExp(`^# shifted together with the rule, .*: the default action of ${listener?.arn}$`, 'm'),
  );
});

it.each([
  ['that is not there', 'ghost', /there is no ECS service ghost in cluster shop/],
  ['without a load balancer', 'lonely', /ECS service lonely is not behind a load balancer/],
])('refuses a service %s', async (_what, name, sentence) => {
  const world = await startEcs(aws);
  await aws.ecs.send(
    new CreateServiceCommand({
      cluster: 'shop',
      serviceName: 'lonely',
      taskDefinition: 'cart',
      desiredCount: 0,
    }),
  );
  const error: unknown = await find(world, name).catch((refusal: unknown) => refusal);
  expect(error).toBeInstanceOf(NotBalanced);
  expect((error as Error).message).toMatch(sentence);
});

it('refuses a service behind a network load balancer', async () => {
  const world = await startEcs(aws);
  const { group } = await find(world);
  const { TargetGroups: [streams] = [] } = await world.alb.elb.send(
    new CreateTargetGroupCommand({
      Name: 'streams',
      Protocol: 'TCP',
      Port: 80,
      VpcId: group.VpcId,
      TargetType: 'ip',
    }),
  );
  const { LoadBalancers: [existing] = [] } = await world.alb.elb.send(new DescribeLoadBalancersCommand({}));
  const Subnets = existing?.AvailabilityZones?.flatMap(({ SubnetId }) => SubnetId ?? []);
  const { LoadBalancers: [network] = [] } = await world.alb.elb.send(
    new CreateLoadBalancerCommand({ Name: 'streams', Type: 'network', Subnets }),
  );
  await world.alb.elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: network?.LoadBalancerArn,
      Protocol: 'TCP',
      Port: 80,
      DefaultActions: [{ Type: 'forward', TargetGroupArn: streams?.TargetGroupArn }],
    }),
  );
  await aws.ecs.send(
    new CreateServiceCommand({
      cluster: 'shop',
      serviceName: 'streams',
      taskDefinition: 'cart',
      desiredCount: 0,
      loadBalancers: [{ targetGroupArn: streams?.TargetGroupArn, containerName: 'app', containerPort: 4567 }],
    }),
  );
  await expect(find(world, 'streams')).rejects.toThrow(/speaks TCP, which Application Load Balancers do not/);
});

it('refuses a cluster that is not there', async () => {
  const { alb } = await startEcs(aws);
  await expect(findBalancedService(aws.ecs, alb.elb, 'shpo', 'cart')).rejects.toThrow(
    new NotBalanced('there is no ECS cluster shpo'),
  );
});

it('keeps the login and the stickiness of a rule that is to get a second target group, whatever is in it', async () => {
  const { service, rule } = await found(await startEcs(aws));
  const login = {
    Type: 'authenticate-oidc' as const,
    Order: 1,
    AuthenticateOidcConfig: {
      Issuer: "https://o'login.example",
      AuthorizationEndpoint: 'https://login.example/authorize',
      TokenEndpoint: 'https://login.example/token',
      UserInfoEndpoint: 'https://login.example/user',
      ClientId: 'cart',
    },
  };
  const protectedRule = { ...rule, actions: [login, ...rule.actions], groups: rule.groups.slice(0, 1) };
  const [second] = preparationsFor(service, protectedRule, CART);
  // A shell reads the command as it is printed.
  const print = `CANARY=second; set -- ${second?.commands.at(-1)}; printf %s "\${7}"`;
  const written: unknown = JSON.parse(execFileSync('sh', ['-c', print], { encoding: 'utf8' }));
  expect(written).toMatchObject([
    { ...login, AuthenticateOidcConfig: { ...login.AuthenticateOidcConfig, UseExistingClientSecret: true } },
    {
      Type: 'forward',
      ForwardConfig: {
        TargetGroups: [
          { TargetGroupArn: service.group.TargetGroupArn, Weight: 100 },
          { TargetGroupArn: 'second', Weight: 0 },
        ],
        TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 300 },
      },
    },
  ]);
});
