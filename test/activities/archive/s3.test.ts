import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { ArchivedRollout } from '../../../activities/archive/archive.ts';
import { archiveAt } from '../../../activities/archive/open.ts';
import { sealing } from '../../../activities/archive/sealing.ts';
import { rolloutStatus } from '../../fakes/rollout-status.ts';
import { startAws, type AwsServer } from '../../infra/local/aws/server.ts';

const OWNER = { environment: 'shop', service: 'cart' };
const past = (day: number): ArchivedRollout => ({
  form: 1,
  ...OWNER,
  runId: `01a22c3f-5071-7677-ab65-2c6ead01670${day}`,
  started: `2026-03-0${day}T12:00:00.000Z`,
  ended: `2026-03-0${day}T12:10:00.000Z`,
  status: rolloutStatus({ canary: `v${day}` }),
});

let aws: AwsServer;
let s3: S3Client;
beforeAll(async () => {
  aws = await startAws();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  s3 = new S3Client({ endpoint: aws.endpoint, region: 'eu-west-1', credentials });
  await s3.send(
    new CreateBucketCommand({
      Bucket: 'rollouts',
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
    }),
  );
});
afterAll(async () => {
  s3?.destroy();
  await aws?.stop();
});

const archive = (place: string) => archiveAt(place, sealing(), () => s3);

it('keeps each rollout in a bucket once, and gives back the newest first', async () => {
  const kept = archive('s3://rollouts/serin/');
  expect(await kept.has(past(1))).toBe(false);
  for (const day of [2, 3, 1, 1]) await kept.keep(past(day));
  expect(await kept.has(past(1))).toBe(true);
  expect((await kept.latest(OWNER, 2)).map(({ status }) => status.canary)).toEqual(['v3', 'v2']);
  expect(await kept.find(OWNER, past(1).runId)).toEqual(past(1));
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'rollouts' }));
  expect(Contents.map(({ Key }) => Key)).toContain(
    `serin/shop/cart/20260301T120000000Z-${past(1).runId}.json`,
  );
  expect(Contents).toHaveLength(3);
});

it('has nothing of a service that it knows nothing of', async () => {
  const kept = archive('s3://rollouts');
  expect(await kept.latest({ environment: 'shop', service: 'till' }, 5)).toEqual([]);
  expect(await kept.find(OWNER, '11111111-5071-7677-ab65-2c6ead0167f5')).toBeUndefined();
});

it('says that a bucket is not there, so that it is tried again', async () => {
  await expect(archive('s3://nowhere').keep(past(1))).rejects.toThrow();
});

it('leaves its place for no service called as a path', async () => {
  await expect(archive('s3://rollouts').keep({ ...past(1), service: '../till' })).rejects.toThrow(
    'is no name',
  );
});
