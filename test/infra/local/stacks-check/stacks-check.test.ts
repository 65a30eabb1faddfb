import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'serin-check-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Runs the command; answers with its exit code and what it printed, paths below the folder. */
const check = (...folders: string[]) =>
  new Promise<{ code: number; lines: string[] }>((resolve) =>
    execFile(
      'node_modules/.bin/node',
      ['infra/local/stacks-check/main.ts', ...folders],
      (error, stdout, stderr) => {
        const text = `${stdout}${stderr}`.replaceAll(`${folder}/`, '').trim();
        resolve({ code: Number(error?.code ?? 0), lines: text.split('\n') });
      },
    ),
  );

it('tells of every template whether it is accepted, creating those first that others import from', async () => {
  write(
    'cluster.yaml',
    `
Parameters: { EnvironmentName: { Type: String }, Namespace: { Type: String } }
Resources:
  Log: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: !Sub '\${EnvironmentName}/\${Namespace}' } }
  Parameter:
    Type: AWS::SSM::Parameter
    Properties:
      Type: String
      Value: !ImportValue { 'Fn::Sub': '\${EnvironmentName}:Vpc' }
`,
  );
  write(
    'network/vpc.yaml',
    `
Parameters: { EnvironmentName: { Type: String }, Namespace: { Type: String, Default: shop.local } }
Resources: { Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } } }
Outputs: { Vpc: { Value: !Ref Vpc, Export: { Name: !Sub '\${EnvironmentName}:Vpc' } } }
`,
  );
  write('other.yaml', 'Resources: { Other: { Type: AWS::Quantum::Computer } }');
  write('not-a-template.yaml', 'resources: []');
  const { code, lines } = await check(folder);
  expect(code).toBe(1);
  expect(lines.map((line) => line.replace(/ {2,}/, '  '))).toEqual([
    'cluster.yaml  accepted',
    'network/vpc.yaml  accepted',
    expect.stringMatching(
      /^other\.yaml {2}refused: .*Unrecognized resource types: \[AWS::Quantum::Computer\]/,
    ),
    '2 accepted, 1 refused',
  ]);
});

it('says how to use it when it is not told a folder, and when a folder has no template', async () => {
  expect(await check()).toMatchObject({
    code: 2,
    lines: expect.arrayContaining([expect.stringMatching(/^Usage/)]) as string[],
  });
  const empty = mkdtempSync(join(folder, 'empty-'));
  expect(await check(empty)).toMatchObject({
    code: 2,
    lines: [expect.stringMatching(/^there is no CloudFormation template/)],
  });
});
