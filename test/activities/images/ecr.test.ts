import { CreateRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { ecrImages } from '../../../activities/images/ecr.ts';
import { startAws, type AwsServer } from '../../infra/local/aws/server.ts';

let aws: AwsServer;
beforeAll(async () => {
  aws = await startAws();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

const REGISTRY = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const MANIFEST = {
  schemaVersion: 2,
  mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
  config: { digest: `sha256:${'a'.repeat(64)}`, size: 1 },
  layers: [],
};

const client = (region: string) => new ECRClient({ ...aws.settings, region });
const images = () => ecrImages(client);

/** Pushes an image and answers its digest. */
async function push(repositoryName: string, imageTag: string): Promise<string> {
  const ecr = client('eu-west-1');
  await ecr.send(new CreateRepositoryCommand({ repositoryName }));
  const imageManifest = JSON.stringify(MANIFEST);
  const { image } = await ecr.send(new PutImageCommand({ repositoryName, imageTag, imageManifest }));
  return image?.imageId?.imageDigest ?? '';
}

it('finds the digest that a tag stands for, in a repository with a path', async () => {
  const digest = await push('team/cart', 'v1');
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(await images().find(`${REGISTRY}/team/cart:v1`)).toEqual({ kind: 'found', digest });
});

it('finds an image that is named by its digest already', async () => {
  const digest = await push('cart', 'v1');
  expect(await images().find(`${REGISTRY}/cart@${digest}`)).toEqual({ kind: 'found', digest });
});

it.each([
  ['by IPv6 as well', REGISTRY.replace('dkr.ecr.eu-west-1.amazonaws.com', 'dkr-ecr.eu-west-1.on.aws')],
  ['by the cryptography of FIPS', REGISTRY.replace('dkr.ecr', 'dkr.ecr-fips')],
  ['by both', REGISTRY.replace('dkr.ecr.eu-west-1.amazonaws.com', 'dkr-ecr-fips.eu-west-1.on.aws')],
])('finds an image whose registry answers %s', async (_what, registry) => {
  const digest = await push('cart', 'v1');
  expect(await images().find(`${registry}/cart:v1`)).toEqual({ kind: 'found', digest });
  expect(await images().find(`${registry}/cart@${digest}`)).toEqual({ kind: 'found', digest });
});

it.each([
  ['another host', 'dkr.ecr.eu-west-1.amazonaws.com.example.com'],
  ['another host of AWS', 'dkr.ecr.eu-west-1.elb.amazonaws.com'],
])('does not take %s for a registry of AWS', async (_what, host) => {
  expect(await images().find(`123456789012.${host}/cart:v1`)).toMatchObject({ kind: 'unknown' });
});

it('asks in the Region that the name says', async () => {
  await push('cart', 'v1');
  const other = REGISTRY.replace('eu-west-1', 'eu-north-1');
  expect(await images().find(`${other}/cart:v1`)).toMatchObject({ kind: 'absent' });
});

it.each([
  ['a tag', 'cart:v2'],
  ['a repository', 'basket:v1'],
  ['a digest', `cart@sha256:${'0'.repeat(64)}`],
])('says that %s is not there', async (_what, name) => {
  await push('cart', 'v1');
  expect(await images().find(`${REGISTRY}/${name}`)).toEqual({
    kind: 'absent',
    reason: expect.stringContaining(`there is no image ${REGISTRY}/${name}: `),
  });
});

it('leaves an image of another registry as it is', async () => {
  expect(await images().find('public.ecr.aws/nginx/nginx:1.29')).toEqual({
    kind: 'unknown',
    reason: 'public.ecr.aws/nginx/nginx:1.29 is kept outside of ECR',
  });
});

it('leaves an image that may not be looked at as it is, and says so', async () => {
  await push('cart', 'v1');
  await aws.faults([{ service: 'ecr', action: 'DescribeImages', error: 'AccessDeniedException' }]);
  expect(await images().find(`${REGISTRY}/cart:v1`)).toMatchObject({
    kind: 'unknown',
    reason: expect.stringMatching(/may not be looked at/),
  });
});
