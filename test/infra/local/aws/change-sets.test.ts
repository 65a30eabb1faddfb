import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListImportsCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { startAws, type AwsServer } from './server.ts';
import { until } from './until.ts';

let aws: AwsServer;
beforeAll(async () => void (aws = await startAws()));
afterAll(() => aws.stop());
beforeEach(() => aws.reset());

const folder = mkdtempSync(join(tmpdir(), 'serin-change-sets-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A template with a parameter of Parameter Store that has a value, and an export of its name. */
const template = (value: string, ...more: string[]) =>
  JSON.stringify({
    Resources: Object.fromEntries(
      ['Colour', ...more].map((name) => [
        name,
        { Type: 'AWS::SSM::Parameter', Properties: { Name: name, Type: 'String', Value: value } },
      ]),
    ) as object,
    Outputs: { Colour: { Value: { Ref: 'Colour' }, Export: { Name: 'shop:Colour' } } },
  });

const colour = async () => (await aws.ssm.send(new GetParameterCommand({ Name: 'Colour' }))).Parameter?.Value;

/** `aws cloudformation deploy`, as the articles' scripts type it. */
async function deploy(body: string, ...flags: string[]): Promise<string> {
  const file = join(folder, 'template.json');
  writeFileSync(file, body);
  const { stdout } = await promisify(execFile)(
    '.serin/python/bin/aws',
    ['cloudformation', 'deploy', '--stack-name', 'shop', '--template-file', file, ...flags],
    {
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        AWS_ENDPOINT_URL: aws.endpoint,
        AWS_DEFAULT_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
      },
    },
  ).catch((error: Error & { stdout: string; stderr: string }) => ({
    stdout: `${error.stdout}${error.stderr}`,
  }));
  return stdout;
}

/** As CDK deploys: a change set is written down, looked at, and carried out. */
async function change(ChangeSetType: 'CREATE' | 'UPDATE', TemplateBody: string) {
  const set = { StackName: 'shop', ChangeSetName: 'cdk' };
  await aws.cloudFormation.send(new CreateChangeSetCommand({ ...set, ChangeSetType, TemplateBody }));
  const { Changes = [], Status } = await aws.cloudFormation.send(new DescribeChangeSetCommand(set));
  if (Status === 'CREATE_COMPLETE') await aws.cloudFormation.send(new ExecuteChangeSetCommand(set));
  else await aws.cloudFormation.send(new DeleteChangeSetCommand(set));
  await until(
    () => aws.cloudFormation.send(new DescribeStacksCommand({ StackName: 'shop' })),
    ({ Stacks }) => !Stacks?.[0]?.StackStatus?.endsWith('_IN_PROGRESS'),
  );
  return {
    Status,
    changes: Changes.map(({ ResourceChange: each }) => [each?.Action, each?.LogicalResourceId]),
  };
}

it('is what the AWS CLI deploys a stack by, and finds nothing to deploy in', async () => {
  await change('CREATE', template('red'));
  expect(await deploy(template('red'))).toContain('No changes to deploy');
  // Carried out here: the CLI itself looks only every half minute whether a stack is done.
  const said = await deploy(template('blue'), '--no-execute-changeset');
  const [, ChangeSetName] = /--change-set-name (\S+)/.exec(said) ?? [];
  await aws.cloudFormation.send(new ExecuteChangeSetCommand({ ChangeSetName }));
  await until(colour, (now) => now === 'blue');
});

it('tells what a change set would do before it is carried out, and what the stack has afterwards', async () => {
  expect(await change('CREATE', template('red'))).toEqual({
    Status: 'CREATE_COMPLETE',
    changes: [['Add', 'Colour']],
  });
  expect(await change('UPDATE', template('blue', 'Size'))).toEqual({
    Status: 'CREATE_COMPLETE',
    changes: [
      ['Modify', 'Colour'],
      ['Add', 'Size'],
    ],
  });
  expect(await change('UPDATE', template('blue', 'Size'))).toMatchObject({ Status: 'FAILED' });
  const { cloudFormation } = aws;
  const { TemplateBody } = await cloudFormation.send(new GetTemplateCommand({ StackName: 'shop' }));
  expect(TemplateBody).toBe(template('blue', 'Size'));
  const listed = await cloudFormation.send(new ListStackResourcesCommand({ StackName: 'shop' }));
  expect(
    listed.StackResourceSummaries?.map(({ LogicalResourceId: id, ResourceStatus: status }) => [id, status]),
  ).toEqual([
    ['Colour', 'UPDATE_COMPLETE'],
    ['Size', 'CREATE_COMPLETE'],
  ]);
  const one = { StackName: 'shop', LogicalResourceId: 'Size' };
  const { StackResourceDetail } = await cloudFormation.send(new DescribeStackResourceCommand(one));
  expect(StackResourceDetail).toMatchObject({
    PhysicalResourceId: 'Size',
    ResourceType: 'AWS::SSM::Parameter',
  });
});

it('throws a change set away that is not there, as long as its stack is', async () => {
  await change('CREATE', template('red'));
  const set = { StackName: 'shop', ChangeSetName: 'none' };
  await aws.cloudFormation.send(new DeleteChangeSetCommand(set));
  await expect(
    aws.cloudFormation.send(new DeleteChangeSetCommand({ ...set, StackName: 'cart' })),
  ).rejects.toThrow('Stack with id cart does not exist');
});

it('tells who imports what a stack exports', async () => {
  await change('CREATE', template('red'));
  const importing = {
    P: {
      Type: 'AWS::SSM::Parameter',
      Properties: { Type: 'String', Value: { 'Fn::ImportValue': 'shop:Colour' } },
    },
  };
  await aws.cloudFormation.send(
    new CreateChangeSetCommand({
      StackName: 'cart',
      ChangeSetName: 'cdk',
      ChangeSetType: 'CREATE',
      TemplateBody: JSON.stringify({ Resources: importing }),
    }),
  );
  await aws.cloudFormation.send(new ExecuteChangeSetCommand({ StackName: 'cart', ChangeSetName: 'cdk' }));
  const { Imports } = await until(
    () =>
      aws.cloudFormation
        .send(new ListImportsCommand({ ExportName: 'shop:Colour' }))
        .catch(() => ({ Imports: [] })),
    ({ Imports: found = [] }) => found.length > 0,
  );
  expect(Imports).toEqual(['cart']);
});
