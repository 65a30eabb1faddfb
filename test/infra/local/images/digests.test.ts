import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateRepositoryCommand, DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { ecrImages } from '../../../../activities/images/ecr.ts';
import { buildImage, findImage, listImages } from '../../../../infra/local/images/registry.ts';
import { startAws, type AwsServer } from '../aws/server.ts';

let state: string;
let aws: AwsServer;
beforeAll(async () => {
  state = mkdtempSync(join(tmpdir(), 'images-'));
  aws = await startAws('--images', join(state, 'images'));
});
afterAll(async () => {
  await aws?.stop();
  rmSync(state, { recursive: true });
});

const REPOSITORY = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/cart';
const images = () => ecrImages((region) => new ECRClient({ ...aws.settings, region }));

function build(tag: string) {
  const source = join(state, `source-${tag}`);
  mkdirSync(source);
  writeFileSync(join(source, 'image.json'), JSON.stringify({ command: ['node', 'server.mjs'] }));
  writeFileSync(join(source, 'server.mjs'), `// ${tag}`);
  return buildImage(source, 'cart', tag, state);
}

it('shows a built image to ECR, and finds it by the digest that ECR told', async () => {
  const { digest, folder } = build('v1');
  build('v2');
  expect(await images().find(`${REPOSITORY}:v1`)).toEqual({ kind: 'found', digest });
  expect(findImage(`${REPOSITORY}@${digest}`, state)).toMatchObject({ tag: 'v1', folder });
});

it('has nothing that was not built', async () => {
  expect(await images().find(`${REPOSITORY}:v9`)).toMatchObject({ kind: 'absent' });
  expect(await images().find(`${REPOSITORY.replace('cart', 'basket')}:v1`)).toMatchObject({ kind: 'absent' });
  expect(findImage(`${REPOSITORY}@sha256:${'0'.repeat(64)}`, state)).toBeUndefined();
});

it('knows a repository in which nothing was built yet', async () => {
  const ecr = new ECRClient(aws.settings);
  const describe = () =>
    ecr.send(new DescribeImagesCommand({ repositoryName: 'new', imageIds: [{ imageTag: 'v1' }] }));
  await expect(describe()).rejects.toMatchObject({ name: 'RepositoryNotFoundException' });
  await ecr.send(new CreateRepositoryCommand({ repositoryName: 'new' }));
  await expect(describe()).rejects.toMatchObject({ name: 'ImageNotFoundException' });
});

it('lists images without what is kept about them', () => {
  expect(listImages(state).map(({ repository }) => repository)).toEqual(['cart', 'cart']);
});
