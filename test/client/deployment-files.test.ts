import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDeploymentFile } from '../../client/deployment-files.ts';
import { EXIT } from '../../client/exit-codes.ts';

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
  expect(plan.provisioner).toMatchObject({ kind: 'cloudFormation', templateBody: TEMPLATE });
  expect(content).toMatchObject({
    provisioner: { template: Buffer.from(TEMPLATE).toString('base64') },
  });
});

it.each([
  ['a template that is not there', ROLLOUT, /template: there is no file version\.yaml beside rollout\.yaml/],
  ['a template elsewhere', ROLLOUT.replace('version.yaml', '/etc/x.yaml'), /template: /],
  ['a text that is not YAML', 'steps: [{', /rollout\.yaml is not YAML: .*at line 1/],
  ['an empty file', '', /\(file\): must be an object/],
  ['a field twice', `${ROLLOUT}\nservice: cart`, /is not YAML: Map keys must be unique/],
])('refuses %s as bad input', (_what, text, sentence) => {
  const path = file('rollout.yaml', text);
  expect(refusalOf(() => readDeploymentFile(path))).toMatchObject({
    message: expect.stringMatching(sentence),
    exitCode: EXIT.badInput,
  });
});

function refusalOf(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error;
  }
}
