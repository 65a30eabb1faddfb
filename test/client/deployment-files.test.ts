import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readDeploymentFile } from '../../client/deployment-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deployment-file-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const TEMPLATE = 'Resources:\n  Topic: { Type: AWS::SNS::Topic }\n';

const ROLLOUT = `
environment: shop
service: cart
version: { id: 4f2a91c, image: cart:4f2a91c }
router: { kind: appMesh, protocol: http }
provisioner:
  kind: cloudFormation
  template: version.yaml # beside this file
metrics: { kind: containerInsights, port: 4567 }
steps: [{ weight: 10, bakeSeconds: 60 }]
finalBakeSeconds: 60
`;

/** The path of a file with this text. */
function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

it('reads rollout.yaml, and puts in the template beside it', () => {
  file('version.yaml', TEMPLATE);
  const { content, plan } = readDeploymentFile(file('rollout.yaml', ROLLOUT));
  expect(plan.driver.provisioner).toMatchObject({ kind: 'cloudFormation', templateBody: TEMPLATE });
  expect(content).toMatchObject({
    provisioner: { template: Buffer.from(TEMPLATE).toString('base64') },
  });
});

it.each([
  ['a template that is not there', ROLLOUT, /template: there is no file version\.yaml beside rollout\.yaml/],
  ['a template elsewhere', ROLLOUT.replace('version.yaml', '/etc/x.yaml'), /template: /],
  ['a text that is not YAML', 'steps: [{', /rollout\.yaml is not YAML: .*at line 1/],
  [
    'more mistakes than a screen has room for',
    Array.from({ length: 5000 }, () => 'a: 1').join('\n'),
    /^.*not right:\n(.*\(line \d+, column 1\): has the field a twice.*\n){23}and 4976 more$/,
  ],
  ['an empty file', '', /\(file\): must be an object/],
  [
    'a field twice',
    `${ROLLOUT}\nservice: cart`,
    /\(file\) \(line 13, column 1\): has the field service twice: leave one of them out/,
  ],
])('refuses %s as bad input', (_what, text, sentence) => {
  const path = file('rollout.yaml', text);
  expect(refusalOf(() => readDeploymentFile(path))).toMatchObject({
    message: expect.stringMatching(sentence),
    kind: 'badInput',
  });
});

it.each([
  ['{ "environment": "shop", "service": }', 'line 1, column 37'],
  ['{\n  "environment": "shop"\n  "service": "cart"\n}', 'line 3, column 3'],
  ['{ "environment": "shop", }', 'line 1, column 26'],
  ['{ "a": "b\\x" }', 'line 1, column 11'],
  ['{ "a": tru }', 'line 1, column 11'],
  ['{ "a": 1 } b', 'line 1, column 12'],
  ['{ "a": 1', 'line 1, column 9'],
  ['', 'line 1, column 1'],
])('says where %j is no JSON', (text, place) => {
  const path = file('deploy.json', text);
  expect(refusalOf(() => readDeploymentFile(path))).toMatchObject({
    message: `${path} is not JSON: what stands at ${place} does not belong there, or something is missing before it`,
  });
});

const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]']
  .concat([...'bcdefghi'].map((name, i) => `${name}: &${name} [${`*${'abcdefghi'[i]}, `.repeat(9)}]`))
  .join('\n');
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('a file that is more, or other, than data', () => {
  it.each([
    ['a YAML bomb', 'rollout.yaml', bomb, /is not YAML: its aliases \(\*name\) stand for more than 100 rep/],
    ['YAML that holds itself', 'rollout.yaml', 'environment: &a [*a, *a]', /nested more than 20 levels deep/],
    ['YAML too deep to parse', 'rollout.yaml', nested(100_000), /is not YAML: it is nested too deeply$/],
    ['JSON that is deep', 'rollout.json', `{"steps": ${nested(100_000)}}`, /nested more than 20 levels deep/],
    [
      '__proto__ in JSON',
      'a.json',
      '{"__proto__": {"environment": "x"}}',
      /\(file\): must not have a field __pr/,
    ],
    [
      '__proto__ in YAML',
      'a.yaml',
      `${ROLLOUT}judge: { __proto__: { a: 1 } }`,
      /judge \(line 12, column 1\): must not have a field __pr/,
    ],
    [
      'constructor as a field',
      'a.yaml',
      `${ROLLOUT}constructor: x`,
      /constructor \(line 12, column 1\): there is no such field/,
    ],
    [
      'nothing but inherited names',
      'a.json',
      '{"constructor": 1, "toString": 2}',
      /has none of the fields of a/,
    ],
    ['a file that is too long', 'a.yaml', '#'.repeat(262_145), /has 262145 bytes, more than the 262144 that/],
  ])('%s is refused', (_what, name, text, sentence) => {
    file('version.yaml', TEMPLATE);
    expectRefusal(file(name, text), sentence);
  });

  it('reads a file of the largest size', () => {
    file('version.yaml', TEMPLATE);
    const { plan } = readDeploymentFile(file('rollout.yaml', ROLLOUT.padEnd(262_144, '#')));
    expect(plan.service).toBe('cart');
  });

  it('a mistake in the syntax is told without the text around it, which may be secret', () => {
    const yaml = refusalOf(() => readDeploymentFile(file('a.yaml', 'PASSWORD: "hunter2\nb: [')));
    const json = refusalOf(() => readDeploymentFile(file('a.json', '{"PASSWORD": hunter2}')));
    expect(String(yaml)).toMatch(/is not YAML: .* at line 2/);
    expect(String(json)).toMatch(/is not JSON: what stands at line 1, column 14 /);
    expect(String(yaml) + String(json)).not.toContain('hunter2');
  });
});

describe('where something is wrong in the text', () => {
  it.each([
    [
      'a value in YAML',
      'a.yaml',
      ROLLOUT.replace('weight: 10', 'weight: 100'),
      /^steps\.0\.weight \(line 10, column 11\): is 100/m,
    ],
    [
      'a field in YAML',
      'a.yaml',
      `${ROLLOUT}limits:\n  drian: 5\n`,
      /^limits\.drian \(line 13, column 3\): .*did you mean/m,
    ],
    [
      'what is missing in it',
      'a.yaml',
      ROLLOUT.replace(', image: cart:4f2a91c', ''),
      /^version\.image \(line 4, column 1\): is missing/m,
    ],
    [
      'a tag that nobody knows',
      'a.yaml',
      `${ROLLOUT}stable: !Ref v1\n`,
      /^\(file\) \(line 12, column 9\): has a tag that means nothing/m,
    ],
    [
      'a value in JSON',
      'a.json',
      '{\n\t"EnvironmentName": "1shop"\n}',
      /^EnvironmentName \(line 2, column 2\): is "1shop"/m,
    ],
    [
      'a field twice in JSON',
      'a.json',
      '{\n\t"Port": 80,\n\t"Metrics": {},\n\t"Port": 81\n}',
      /^\(file\) \(line 4, column 2\): has the field "Port" twice/m,
    ],
    [
      'a field twice within another',
      'a.json',
      '{"Metrics": {"Kind": "envoy", "Kind": "prometheus"}}',
      /\(line 1, column 31\): has the field "Kind" twice/,
    ],
  ])('is told: %s', (_what, name, text, sentence) => {
    file('version.yaml', TEMPLATE);
    expectRefusal(file(name, text), sentence);
  });

  it('reads JSON as it is written everywhere', () => {
    file('version.yaml', TEMPLATE);
    const rollout = parse(ROLLOUT) as unknown;
    for (const text of [
      JSON.stringify(rollout),
      JSON.stringify(rollout, null, '\t'),
      JSON.stringify(rollout, null, 2).replaceAll('\n', '\r\n'),
    ])
      expect(readDeploymentFile(file('rollout.json', text)).plan.service).toBe('cart');
  });
});

describe('what is named as a file and is none', () => {
  it('a folder is refused', () => expectRefusal(folder, /is a folder, not a file$/));

  it('a pipe is refused without waiting for a writer', () => {
    const pipe = join(folder, 'rollout.yaml');
    execFileSync('mkfifo', [pipe]);
    expectRefusal(pipe, /rollout\.yaml is not a regular file: save it as one first$/);
  });

  it('a device without end is refused', () => expectRefusal('/dev/zero', /is not a regular file/));
});

describe('a template named by its path', () => {
  const withTemplate = (name: string): string =>
    file('rollout.yaml', ROLLOUT.replace('version.yaml', JSON.stringify(name)));

  it.each([
    ['a path upwards', '../../../../../../etc/secret.yaml', /there is no file|leads out of the folder/],
    ['a path with a zero byte', 'a\0.yaml', /there is no file/],
    [
      'words of a shell',
      '$(touch owned).yaml',
      /there is no file \$\(touch owned\)\.yaml beside rollout\.yaml/,
    ],
  ])('%s is refused', (_what, name, sentence) => {
    expectRefusal(withTemplate(name), sentence);
    expect(readdirSync(folder)).toEqual(['rollout.yaml']);
  });

  it('a way up to a file that is there is refused, by .. and by a link', () => {
    mkdirSync(join(folder, 'inner'));
    file('outside.yaml', TEMPLATE);
    symlinkSync(join(folder, 'outside.yaml'), join(folder, 'inner', 'linked.yaml'));
    for (const name of ['../outside.yaml', 'linked.yaml'])
      expectRefusal(
        file('inner/rollout.yaml', ROLLOUT.replace('version.yaml', name)),
        /provisioner\.template: .* leads out of the folder of rollout\.yaml$/,
      );
  });

  it('a link within the folder is followed', () => {
    file('real.yaml', TEMPLATE);
    symlinkSync('real.yaml', join(folder, 'version.yaml'));
    expect(readDeploymentFile(file('rollout.yaml', ROLLOUT)).plan.driver.provisioner).toMatchObject({
      templateBody: TEMPLATE,
    });
  });

  it('a template longer than CloudFormation takes is refused, one of that size is read', () => {
    file('version.yaml', TEMPLATE.padEnd(51_200, '#'));
    expect(readDeploymentFile(file('rollout.yaml', ROLLOUT)).plan.service).toBe('cart');
    file('version.yaml', TEMPLATE.padEnd(51_201, '#'));
    expectRefusal(file('rollout.yaml', ROLLOUT), /has 51201 bytes, more than the 51200 that are read$/);
  });

  it('a folder of that name is refused', () => {
    mkdirSync(join(folder, 'version.yaml'));
    expectRefusal(file('rollout.yaml', ROLLOUT), /provisioner\.template: .* is a folder, not a file$/);
  });
});

function expectRefusal(path: string, sentence: RegExp): void {
  expect(refusalOf(() => readDeploymentFile(path))).toMatchObject({
    message: expect.stringMatching(sentence),
    kind: 'badInput',
  });
}

function refusalOf(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error;
  }
}
