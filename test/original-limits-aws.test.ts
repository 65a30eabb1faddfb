import {
  CreateMeshCommand,
  CreateVirtualNodeCommand,
  CreateVirtualRouterCommand,
  DeleteVirtualNodeCommand,
} from '@aws-sdk/client-app-mesh';
import { DescribeStacksCommand, type StackStatus } from '@aws-sdk/client-cloudformation';
import { DescribeParametersCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { cloudFormationProvisioner } from '../activities/provisioners/cloudformation.ts';
import { appMeshRouter } from '../activities/routers/app-mesh/router.ts';
import { ssmVersionRecords } from '../activities/version-records/ssm.ts';
import { judgeErrorCount } from '../workflows/rollout/judge/error-count.ts';
import type { AppMeshSpec } from '../workflows/rollout/router-spec.ts';
import { eventually } from './infra/local/eventually.ts';
import { startAws, type AwsServer } from './infra/local/aws/server.ts';

// Limits of the article's pipeline that AWS has a part in; the others are in original-limits.test.ts.
let aws: AwsServer;
beforeAll(async () => {
  aws = await startAws();
});
afterAll(() => aws.stop());
beforeEach(() => aws.reset());

async function routerOf(protocol: AppMeshSpec['protocol'], ...nodes: string[]) {
  const portMapping = { port: 5432, protocol };
  const spec = { listeners: [{ portMapping }] };
  await aws.appMesh.send(new CreateMeshCommand({ meshName: 'shop' }));
  await aws.appMesh.send(
    new CreateVirtualRouterCommand({ meshName: 'shop', virtualRouterName: 'db-vr', spec }),
  );
  for (const virtualNodeName of nodes)
    await aws.appMesh.send(new CreateVirtualNodeCommand({ meshName: 'shop', virtualNodeName, spec }));
  const route = { mesh: 'shop', virtualRouter: 'db-vr', route: 'db-route', nodePrefix: 'db' };
  return appMeshRouter(aws.appMesh, { kind: 'appMesh', protocol, ...route });
}

/** A stack of one log group, which is there at once; `body` goes in its place. */
const stackOf = (body = 'Resources: { Log: { Type: AWS::Logs::LogGroup } }') =>
  cloudFormationProvisioner(aws.cloudFormation, aws.ecs, {
    kind: 'cloudFormation',
    owner: { environment: 'shop', service: 'db' },
    stackPrefix: 'shop-db',
    templateBody: body,
    parameters: {},
    capabilities: [],
  });

const stackIs = (StackName: string, status: StackStatus) =>
  eventually(async () => {
    const { Stacks = [] } = await aws.cloudFormation.send(new DescribeStacksCommand({ StackName }));
    return Stacks[0]?.StackStatus === status;
  });

describe('10. tcp', () => {
  it('goes back to the good version', async () => {
    const router = await routerOf('tcp', 'db-good', 'db-bad');
    await router.write([
      { version: 'good', weight: 50 },
      { version: 'bad', weight: 50 },
    ]);
    await router.write([{ version: 'good', weight: 100 }]);
    expect(await router.read()).toEqual([{ version: 'good', weight: 100 }]);
  });

  it('is found unhealthy by connections, and is not healthy where there are none', () => {
    const spec = { kind: 'errorCount', threshold: 0, windowSeconds: 60 } as const;
    const span = { from: 0, to: 60 };
    const judged = (canary?: { requests: number; errors: number }) =>
      judgeErrorCount(spec, canary ? [{ ...span, canary }] : [], span).kind;
    expect([judged({ requests: 9, errors: 9 }), judged()]).toEqual(['fail', 'inconclusive']);
  });
});

describe('11. the node of a first deployment that is unhealthy', () => {
  it('can be deleted, for its route goes first', async () => {
    const router = await routerOf('http', 'db-bad');
    const deleteNode = () =>
      aws.appMesh.send(new DeleteVirtualNodeCommand({ meshName: 'shop', virtualNodeName: 'db-bad' }));
    await router.write([{ version: 'bad', weight: 100 }]);
    await expect(deleteNode()).rejects.toThrow(/in use/i);
    await router.write([]);
    await deleteNode();
  });
});

describe('14. the version record', () => {
  const records = () => ssmVersionRecords(aws.ssm);
  const typeOf = async () =>
    (await aws.ssm.send(new DescribeParametersCommand({}))).Parameters?.map(({ Type }) => Type);

  it('needs no KMS for an image’s name', async () => {
    await records().write('shop', 'db', 'db:1', undefined);
    expect(await typeOf()).toEqual(['String']);
  });

  it('of an earlier pipeline is read and kept as it is', async () => {
    const earlier = { Name: 'shop-canary-db-version', Value: 'db:1', Type: 'SecureString' } as const;
    await aws.ssm.send(new PutParameterCommand(earlier));
    const before = await records().read('shop', 'db');
    expect(before).toEqual({ image: 'db:1', number: 1 });
    await records().write('shop', 'db', 'db:2', before);
    expect(await typeOf()).toEqual(['SecureString']);
  });
});

describe('15. a template that is invalid, and a commit that is tried again', () => {
  it('the template is refused and nothing is made', async () => {
    await expect(stackOf('Resources: [').create('v1', 'run-1')).rejects.toThrow();
    await expect(stackIs('shop-db-v1', 'CREATE_COMPLETE')).rejects.toThrow(/does not exist/);
  });

  it('a stack in ROLLBACK_COMPLETE makes room for the same commit', async () => {
    const TemplateBody =
      'Resources: { R: { Type: AWS::AppMesh::VirtualRouter, Properties: { MeshName: none, Spec: {} } } }';
    await stackOf(TemplateBody).create('v1', 'run-1');
    await stackIs('shop-db-v1', 'ROLLBACK_COMPLETE');
    const version = stackOf();
    await eventually(() =>
      version.create('v1', 'run-1').then(
        () => true,
        (error: { type?: string }) => {
          if (error.type !== 'NotYet') throw error;
          return false;
        },
      ),
    );
    await stackIs('shop-db-v1', 'CREATE_COMPLETE');
  });
});

describe('19. a version with a dash', () => {
  it('is not cut at it', async () => {
    const router = await routerOf('http', 'db-fix--7');
    await router.write([{ version: 'fix-7', weight: 100 }]);
    expect(await router.read()).toEqual([{ version: 'fix-7', weight: 100 }]);
  });
});

describe('22. a template with IAM resources', () => {
  it('is refused with the capability that it needs, before anything is made', async () => {
    const role =
      'Resources: { Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {} } } }';
    await expect(stackOf(role).create('v1', 'run-1')).rejects.toThrow(/CAPABILITY_IAM/);
  });
});
