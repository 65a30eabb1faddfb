import { once } from 'node:events';
import {
  AppMeshClient,
  CreateMeshCommand,
  CreateRouteCommand,
  CreateVirtualNodeCommand,
  CreateVirtualRouterCommand,
  DescribeMeshCommand,
  DescribeRouteCommand,
  ListMeshesCommand,
  paginateListMeshes,
  UpdateRouteCommand,
} from '@aws-sdk/client-app-mesh';
import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { GetParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { eventually } from '../eventually.ts';
import { spawnAws } from './fork-server.ts';
import { startAws, type AwsServer } from './server.ts';

let aws: AwsServer;
beforeAll(async () => void (aws = await startAws()));
afterAll(() => aws.stop());
beforeEach(() => aws.reset());

const createMesh = (meshName = 'lab') => aws.appMesh.send(new CreateMeshCommand({ meshName }));
const meshes = async () =>
  (await aws.appMesh.send(new ListMeshesCommand({}))).meshes?.map((each) => each.meshName);

it('fails a call with the error asked for, as often as asked, and without effect', async () => {
  await aws.faults([
    { service: 'appmesh', action: 'CreateMesh', error: 'TooManyRequestsException', times: 2 },
  ]);
  for (const name of ['first', 'second'])
    await expect(createMesh(name)).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      $metadata: { httpStatusCode: 429 },
    });
  expect(await meshes()).toEqual([]);
  await createMesh();
  expect(await meshes()).toEqual(['lab']);
});

it('lets a call have its effect when only its reply is to be wrong', async () => {
  await aws.faults([
    {
      service: 'appmesh',
      action: 'CreateMesh',
      error: 'InternalServerErrorException',
      status: 500,
      after: true,
    },
  ]);
  await expect(createMesh()).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
  expect(await meshes()).toEqual(['lab']);
});

it('cuts the connection after the effect when no error is named', async () => {
  await aws.faults([{ service: 'appmesh', action: 'CreateMesh', after: true }]);
  await expect(createMesh()).rejects.toThrow();
  expect(await meshes()).toEqual(['lab']);
});

it.each([
  ['with nothing', {}],
  ['with the error', { error: 'InternalServerErrorException', status: 500 }],
])('answers a call %s, and lets it have its effect later', async (_, failure) => {
  await aws.faults([{ service: 'appmesh', action: 'CreateMesh', late_ms: 3000, ...failure }]);
  const answer = createMesh();
  await ('error' in failure ? expect(answer).rejects.toThrow() : expect(answer).resolves.toBeDefined());
  expect(await meshes()).toEqual([]);
  await eventually(async () => (await meshes())?.length === 1);
});

it('lets a call that moto answers have its effect later, too', async () => {
  const ssm = { Name: '/lab/late', Value: 'one', Type: 'String' } as const;
  await aws.faults([{ service: 'ssm', action: 'PutParameter', late_ms: 3000 }]);
  await aws.ssm.send(new PutParameterCommand(ssm));
  const read = () => aws.ssm.send(new GetParameterCommand({ Name: ssm.Name }));
  await expect(read()).rejects.toMatchObject({ name: 'ParameterNotFound' });
  await eventually(() =>
    read().then(
      ({ Parameter }) => Parameter?.Value === 'one',
      () => false,
    ),
  );
});

it('fails only calls whose parameters match, for ever if asked', async () => {
  await aws.faults([
    { service: 'appmesh', action: 'CreateMesh', match: 'wrong', error: 'ForbiddenException', times: -1 },
  ]);
  await createMesh('good');
  for (const name of ['wrong-1', 'wrong-2', 'wrong-3'])
    await expect(createMesh(name)).rejects.toMatchObject({ name: 'ForbiddenException' });
  expect(await meshes()).toEqual(['good']);
});

it('fails one caller’s calls alone, and replaces its faults without those of others', async () => {
  const callers = ['lane-1', 'lane-10'].map(
    (name) => new AppMeshClient({ ...aws.settings, userAgentAppId: name }),
  );
  const failures = () =>
    Promise.all(
      callers.map((caller) =>
        caller.send(new ListMeshesCommand({})).then(
          () => 'none',
          (error: Error) => `${error.name}: ${error.message}`,
        ),
      ),
    );
  const fault = { service: 'appmesh', action: 'ListMeshes', error: 'ForbiddenException', times: -1 };
  await aws.faults([{ ...fault, message: 'not you' }], 'app/lane-1$');
  expect(await failures()).toEqual(['ForbiddenException: not you', 'none']);
  await aws.faults([fault], 'app/lane-10$');
  expect(await failures()).toEqual([
    'ForbiddenException: not you',
    'ForbiddenException: ForbiddenException (injected fault)',
  ]);
  await aws.faults([], 'app/lane-1$');
  expect(await failures()).toEqual(['none', 'ForbiddenException: ForbiddenException (injected fault)']);
});

it('keeps a fault out of force until the caller has made another call, and tells in the journal what it did', async () => {
  const fault = { service: 'appmesh', action: 'ListMeshes', error: 'ForbiddenException' };
  await aws.faults([{ ...fault, since: 'CreateMesh' }]);
  expect(await meshes()).toEqual([]);
  await createMesh();
  await expect(meshes()).rejects.toThrow('injected fault');
  expect((await aws.calls()).map(({ action, injected }) => [action, injected])).toEqual([
    ['ListMeshes', false],
    ['CreateMesh', false],
    ['ListMeshes', true],
  ]);
});

it('puts faults into calls that moto answers, too', async () => {
  await aws.faults([{ service: 'ssm', action: 'PutParameter', error: 'InternalServerError', after: true }]);
  const parameter = {
    Name: 'lab-canary-web-version',
    Value: 'web:1',
    Type: 'SecureString',
    Overwrite: true,
  } as const;
  await expect(aws.ssm.send(new PutParameterCommand(parameter))).rejects.toThrow('InternalServerError');
  const { Name } = parameter;
  const read = await aws.ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
  expect([read.Parameter?.Value, read.Parameter?.Version]).toEqual(['web:1', 1]);
});

it('writes every call down, with its error and a route’s weights', async () => {
  const route = { meshName: 'lab', virtualRouterName: 'vr', routeName: 'r' };
  const spec = (weight: number) => ({
    httpRoute: { match: { prefix: '/' }, action: { weightedTargets: [{ virtualNode: 'web-1', weight }] } },
  });
  await createMesh();
  await aws.appMesh.send(
    new CreateVirtualRouterCommand({ meshName: 'lab', virtualRouterName: 'vr', spec: {} }),
  );
  await aws.appMesh.send(
    new CreateVirtualNodeCommand({ meshName: 'lab', virtualNodeName: 'web-1', spec: {} }),
  );
  await aws.appMesh.send(new CreateRouteCommand({ ...route, spec: spec(10) }));
  await aws.appMesh.send(new UpdateRouteCommand({ ...route, spec: spec(20) }));
  await aws.appMesh.send(new DescribeRouteCommand({ ...route, routeName: 'none' })).catch(() => undefined);
  const calls = await aws.calls();
  expect(calls.map((each) => [each.n, each.action, each.status, each.error])).toEqual([
    [1, 'CreateMesh', 200, null],
    [2, 'CreateVirtualRouter', 200, null],
    [3, 'CreateVirtualNode', 200, null],
    [4, 'CreateRoute', 200, null],
    [5, 'UpdateRoute', 200, null],
    [6, 'DescribeRoute', 404, 'NotFoundException'],
  ]);
  expect(calls[4]?.parameters).toMatchObject({ routeName: 'r', weights: { 'web-1': 20 } });
  expect(calls[4]?.userAgent).toContain('aws-sdk-js');
  const inMesh = 'arn:aws:appmesh:eu-west-1:123456789012:mesh/lab';
  expect(calls[4]).toMatchObject({
    accessKey: 'test',
    permissions: [
      { action: 'appmesh:UpdateRoute', resource: `${inMesh}/virtualRouter/vr/route/r` },
      { action: 'appmesh:UpdateRoute', resource: `${inMesh}/virtualNode/web-1` },
    ],
  });
});

it('raises the version with what changes something, and not with reads, failures or telemetry', async () => {
  const steps: [string, () => Promise<unknown>, boolean][] = [
    ['a creation', () => createMesh(), true],
    ['a refused creation', () => createMesh().catch(() => undefined), false],
    ['a read', () => aws.appMesh.send(new DescribeMeshCommand({ meshName: 'lab' })), false],
    [
      'a metric',
      () =>
        aws.cloudWatch.send(
          new PutMetricDataCommand({ Namespace: 'N', MetricData: [{ MetricName: 'm', Value: 1 }] }),
        ),
      false,
    ],
    [
      'a parameter',
      () => aws.ssm.send(new PutParameterCommand({ Name: 'p', Value: 'v', Type: 'String' })),
      true,
    ],
    ['a reset', () => aws.reset(), true],
  ];
  const seen: [string, boolean][] = [];
  for (const [name, act] of steps) {
    const before = await aws.version();
    await act();
    seen.push([name, (await aws.version()) > before]);
  }
  expect(seen).toEqual(steps.map(([name, , grows]) => [name, grows]));
});

it('keeps a question for the version after one that was seen until something changes', async () => {
  const seen = await aws.version();
  const asked = fetch(`${aws.endpoint}/moto-api/lab/version?after=${seen}`);
  const early = await fetch(`${aws.endpoint}/moto-api/lab/version?after=${seen - 1}`);
  expect(await early.json()).toEqual({ version: seen });
  await createMesh();
  expect(await (await asked).json()).toEqual({ version: seen + 1 });
});

it('answers a question for some services with their own latest change, and waits for that alone', async () => {
  const version = async (query: string) => {
    const reply = await fetch(`${aws.endpoint}/moto-api/lab/version?${query}`);
    return ((await reply.json()) as { version: number }).version;
  };
  await createMesh();
  const seen = await version('of=appmesh,servicediscovery');
  const asked = version(`of=appmesh,servicediscovery&after=${seen}`);
  await aws.ssm.send(new PutParameterCommand({ Name: 'q', Value: 'v', Type: 'String' }));
  expect(await version('of=ssm')).toBe(seen + 1);
  expect(await version('of=appmesh,servicediscovery')).toBe(seen);
  await createMesh('second');
  expect(await asked).toBe(seen + 2);
  await aws.reset();
  expect(await version('of=appmesh')).toBe(seen + 3);
});

it('lets reads lag behind writes for as long as asked, then shows what was written', async () => {
  await createMesh('before');
  await aws.knobs({ eventual_ms: 60_000 });
  await createMesh('after');
  expect(await meshes()).toEqual(['before']);
  await expect(createMesh('after')).rejects.toMatchObject({ name: 'ConflictException' });
  await aws.knobs({ eventual_ms: 0 });
  expect(await meshes()).toEqual(['before', 'after']);
});

it('answers lists by pages of the size asked for', async () => {
  await aws.knobs({ page_size: 2 });
  for (const name of ['a', 'b', 'c', 'd', 'e']) await createMesh(name);
  const pages: number[] = [];
  for await (const page of paginateListMeshes({ client: aws.appMesh }, {}))
    pages.push(page.meshes?.length ?? 0);
  expect(pages).toEqual([2, 2, 1]);
});

it.each([
  ['an operation', 'ec2', { form: 'Action=DescribeIpamByoasn&Version=2016-11-15' }],
  ['a service of AWS', 'gamelift', { target: 'GameLift.ListFleets' }],
  ['a service of nobody', 'quantum', { target: 'Quantum.ListComputers' }],
  ['a service of nobody, asked by a form', 'quantum', { form: 'Action=ListComputers' }],
])(
  'refuses what is not known as the caller’s error, which SDKs do not repeat: %s',
  async (_, service, asked: { form?: string; target?: string }) => {
    const scope = `20260101/eu-west-1/${service}/aws4_request`;
    const reply = await fetch(aws.endpoint, {
      method: 'POST',
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=test/${scope}, SignedHeaders=host, Signature=0`,
        'content-type': asked.form ? 'application/x-www-form-urlencoded' : 'application/x-amz-json-1.1',
        ...(asked.target && { 'x-amz-target': asked.target }),
      },
      body: asked.form ?? '{}',
    });
    expect(reply.status).toBe(400);
    const text = await reply.text();
    expect(text).toMatch(asked.form ? /<Code>NotImplementedException<\/Code>/ : /"NotImplementedException"/);
    expect(text).toContain(`the local AWS does not know ${service}`);
  },
);

it('refuses settings that do not exist', async () => {
  await expect(aws.knobs({ ecs_start: 1 })).rejects.toThrow(/unknown knobs: ecs_start/);
  await expect(aws.faults([{ service: 'ecs', action: 'RunTask', oops: 1 }])).rejects.toThrow(/oops/);
});

it.each([
  ['its standard input is closed', (server: ReturnType<typeof spawnAws>) => server.stdin.end()],
  ['it is told to terminate', (server: ReturnType<typeof spawnAws>) => server.kill('SIGTERM')],
])('ends when %s', async (_, end) => {
  const server = spawnAws();
  await once(server.stdout, 'data');
  end(server);
  const [code] = (await once(server, 'exit')) as [number | null];
  expect(code).toBe(0);
});
