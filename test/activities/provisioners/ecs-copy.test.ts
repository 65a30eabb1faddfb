import type { Deployment } from '@aws-sdk/client-ecs';
import ts from 'typescript';
import { dirname, join, resolve } from 'node:path';
import {
  definitionRefusals,
  newTaskDefinition,
  type NewDefinition,
} from '../../../activities/provisioners/ecs-copy/definition.ts';
import type { Original } from '../../../activities/provisioners/ecs-copy/original.ts';
import { newService, refusalsOf } from '../../../activities/provisioners/ecs-copy/service.ts';
import { madeTags } from '../../../activities/provisioners/ecs-tags.ts';
import type { EcsSpec } from '../../../workflows/rollout/provisioner-spec.ts';

const SPEC: EcsSpec = {
  kind: 'ecs',
  owner: { environment: 'shop', service: 'cart' },
  cluster: 'c',
  service: 'cart',
  rule: { arn: '' },
  image: 'cart:v1',
  environment: {},
};
const LATTICE = { roleArn: 'r', targetGroupArn: 'g', portName: 'http' };
const TAGS = madeTags(SPEC, 'v1', 'run-1');

const copyOf = (original: Original) =>
  newService({ ...original, spec: SPEC, version: 'v1', definition: 'cart:2', group: 'b', tags: TAGS });

const definitionOf = (changes: Partial<NewDefinition>): NewDefinition => ({
  spec: SPEC,
  definition: {},
  definitionTags: [],
  container: 'app',
  tags: TAGS,
  ...changes,
});

describe('the tables of fields', () => {
  const { config } = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');

  /** A source without one of the entries of its tables, for each of them. */
  function withoutEach(path: string) {
    const text = ts.sys.readFile(path) ?? '';
    const variants: { readonly file: string; readonly field: string; readonly text: string }[] = [];
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
    for (const statement of source.statements) {
      if (!ts.isVariableStatement(statement)) continue;
      for (const { type, initializer } of statement.declarationList.declarations) {
        if (!type?.getText(source).startsWith('Decisions<') || !initializer) continue;
        for (const entry of (initializer as ts.ObjectLiteralExpression).properties) {
          const field = entry.name?.getText(source) ?? '';
          const file = resolve(dirname(path), `without-${variants.length}-of-${path.split('/').at(-1)}`);
          // The comma after it is the next one's.
          const left = text.slice(0, entry.getFullStart()) + text.slice(entry.end).replace(/^,/, '');
          variants.push({ file, field, text: left });
        }
      }
    }
    return variants;
  }

  it('do not compile without any one of their fields, as with one that the SDK brings anew', () => {
    const folder = 'activities/provisioners/ecs-copy';
    const variants = ['service.ts', 'definition.ts'].flatMap((name) => withoutEach(join(folder, name)));
    const texts = new Map(variants.map(({ file, text }) => [file, text]));
    const host = ts.createCompilerHost(options);
    const { readFile, fileExists } = host;
    host.readFile = (path) => texts.get(resolve(path)) ?? readFile(path);
    host.fileExists = (path) => texts.has(resolve(path)) || fileExists(path);
    const whole = resolve(folder, 'service.ts');
    const program = ts.createProgram([...texts.keys(), whole], options, host);
    const complaints = (file: string) =>
      program
        .getSemanticDiagnostics(program.getSourceFile(file))
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));

    expect(complaints(whole)).toEqual([]);
    expect(
      variants.filter(({ file, field }) => !complaints(file)[0]?.includes(`Property '${field}' is missing`)),
    ).toEqual([]);
    expect(variants.length).toBeGreaterThan(50);
  });
});

describe('a copy of a service', () => {
  it("has what stable's service is told of in its deployment, its revision, its role and its alarms", () => {
    const volumeConfigurations = [{ name: 'data' }];
    const serviceConnectConfiguration = { enabled: true, namespace: 'shop' };
    const monitoring = { metricConfigurations: [{ metricNames: ['CPUUtilization'], resolutionSeconds: 20 }] };
    const service = {
      roleArn: 'arn:aws:iam::123456789012:role/balancing',
      schedulingStrategy: 'REPLICA' as const,
      deployments: [{ status: 'PRIMARY', volumeConfigurations, serviceConnectConfiguration }],
      deploymentConfiguration: {
        bakeTimeInMinutes: 3,
        alarms: { alarmNames: ['errors'], enable: true, rollback: true },
      },
    };
    expect(copyOf({ service, revision: { monitoring } })).toMatchObject({
      volumeConfigurations,
      serviceConnectConfiguration,
      monitoring,
      role: service.roleArn,
      schedulingStrategy: 'REPLICA',
      deploymentConfiguration: service.deploymentConfiguration,
    });
  });

  it("has ECS's own role without naming it", () => {
    const roleArn = 'arn:aws:iam::123456789012:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS';
    expect(copyOf({ service: { roleArn } }).role).toBeUndefined();
  });

  it.each([true, false])(
    "keeps what stable's circuit breaker does with later deployments: rollback %s",
    (rollback) => {
      const deploymentConfiguration = { deploymentCircuitBreaker: { enable: true, rollback } };
      expect(copyOf({ service: { deploymentConfiguration } })).toMatchObject({ deploymentConfiguration });
    },
  );

  it("leaves out stable's tags that AWS keeps to itself", () => {
    const tags = [
      { key: 'aws:cloudformation:stack-name', value: 's' },
      { key: 'team', value: 'shop' },
    ];
    expect(copyOf({ service: { tags } }).tags).toEqual([{ key: 'team', value: 'shop' }, ...TAGS]);
  });
});

const deployed = (deployment: Deployment): Original => ({ service: { deployments: [deployment] } });

describe('a service that cannot be copied', () => {
  it.each<[string, Original, RegExp]>([
    [
      'is of another controller',
      { service: { deploymentController: { type: 'CODE_DEPLOY' } } },
      /deployed by CODE_DEPLOY/,
    ],
    [
      'has a rule that ECS owns',
      { service: { deploymentConfiguration: { strategy: 'CANARY' } } },
      /strategy CANARY .*ECS owns/,
    ],
    ['is behind two target groups', { service: { loadBalancers: [{}, {}] } }, /behind 2 target groups/],
    [
      'is found by Cloud Map, too',
      { service: { serviceRegistries: [{ registryArn: 'r' }] } },
      /Cloud Map, where weights have no effect/,
    ],
    [
      'has a task on every instance',
      { service: { schedulingStrategy: 'DAEMON' } },
      /scheduling strategy DAEMON/,
    ],
    [
      'is found by Service Connect, too',
      deployed({ serviceConnectConfiguration: { enabled: true, services: [{ portName: 'http' }] } }),
      /Service Connect, where weights have no effect/,
    ],
    [
      'is reached by VPC Lattice, too',
      deployed({ vpcLatticeConfigurations: [LATTICE] }),
      /VPC Lattice, where weights have no effect/,
    ],
    [
      'is reached by an ECS gateway, too',
      { service: {}, revision: { gatewayConnectors: [{ portName: 'http' }] } },
      /an ECS gateway, where weights have no effect/,
    ],
    ['is being deployed', deployed({ rolloutState: 'IN_PROGRESS' }), /a deployment in flight/],
  ])('%s', (_what, original, sentence) => {
    expect(refusalsOf(original)).toEqual([expect.stringMatching(sentence)]);
  });

  it('is told with all reasons at once', () => {
    const service = { deploymentController: { type: 'EXTERNAL' as const }, serviceRegistries: [{}] };
    expect(refusalsOf({ service })).toHaveLength(2);
  });

  it('is none that is only a client of Service Connect', () => {
    const deployments = [{ serviceConnectConfiguration: { enabled: true, namespace: 'shop' } }];
    expect(refusalsOf({ service: { serviceName: 'cart', deployments } })).toEqual([]);
  });
});

describe('a copy of a task definition', () => {
  it("renews all containers of one image, and gives the plan's variables to one", () => {
    const containerDefinitions = [
      { name: 'app', image: 'cart:v0' },
      { name: 'migrate', image: 'cart:v0' },
      { name: 'log', image: 'log:1' },
    ];
    const spec = { ...SPEC, environment: { COLOUR: 'green' } };
    const copy = newTaskDefinition(definitionOf({ spec, definition: { containerDefinitions } }));
    expect(copy.containerDefinitions).toEqual([
      { name: 'app', image: 'cart:v1', environment: [{ name: 'COLOUR', value: 'green' }] },
      { name: 'migrate', image: 'cart:v1' },
      { name: 'log', image: 'log:1' },
    ]);
  });

  it("has the tags of stable's, too", () => {
    const definitionTags = [
      { key: 'cost', value: 'c1' },
      { key: 'serin:version', value: 'v0' },
    ];
    expect(newTaskDefinition(definitionOf({ definitionTags })).tags).toEqual([
      { key: 'cost', value: 'c1' },
      ...TAGS,
    ]);
  });

  it('is refused where it needs what AWS has ended', () => {
    const definition = {
      family: 'cart',
      containerDefinitions: [{ name: 'app' }],
      inferenceAccelerators: [{ deviceName: 'd', deviceType: 'eia2.medium' }],
    };
    expect(definitionRefusals(definitionOf({ definition }))).toEqual([
      expect.stringMatching(/^task definition cart has Elastic Inference accelerators/),
    ]);
  });
});
