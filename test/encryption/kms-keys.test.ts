import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { defaultPayloadConverter } from '@temporalio/common';
import { encryptionCodec } from '../../encryption/codec.ts';
import { kmsKeys } from '../../encryption/kms-keys.ts';
import { startAws, type AwsServer } from '../infra/local/aws/server.ts';

const payload = defaultPayloadConverter.toPayload('a bad graph');

let aws: AwsServer;
let kms: KMSClient;
let keyId: string;

beforeAll(async () => {
  aws = await startAws();
  kms = new KMSClient(aws.settings);
  keyId = (await kms.send(new CreateKeyCommand({}))).KeyMetadata!.KeyId!;
});
afterAll(() => aws.stop());

const asked = async () =>
  (await aws.calls()).filter(({ service }) => service === 'kms').map(({ action }) => action);

it('another process opens by KMS what one wrote, and asks once', async () => {
  const before = (await asked()).length;
  const hidden = await encryptionCodec(kmsKeys(kms, keyId)).encode([payload, payload]);
  const reader = encryptionCodec(kmsKeys(kms, keyId));
  expect((await reader.decode(hidden)).map(({ data }) => Buffer.from(data!).toString())).toEqual([
    '"a bad graph"',
    '"a bad graph"',
  ]);
  expect((await asked()).slice(before)).toEqual(['GenerateDataKey', 'Decrypt']);
});

it('takes a new data key every hour, and reads what the old one wrote without asking', async () => {
  let now = 0;
  const codec = encryptionCodec(kmsKeys(kms, keyId, () => now));
  const [first] = await codec.encode([payload]);
  now = 3601;
  const [second] = await codec.encode([payload]);
  expect(second!.metadata!['encryption-key-id']).not.toEqual(first!.metadata!['encryption-key-id']);
  const before = (await asked()).length;
  await codec.decode([first!, second!]);
  expect((await asked()).slice(before)).toEqual([]);
});

it('says why KMS gives no key, and asks again when it is asked again', async () => {
  const keys = kmsKeys(kms, 'alias/none');
  await expect(keys.current()).rejects.toThrow('KMS gives no data key of alias/none: NotFoundException');
  await expect(keys.current()).rejects.toThrow('KMS gives no data key');
});

it('says why KMS does not open a payload', async () => {
  const [hidden] = await encryptionCodec(kmsKeys(kms, keyId)).encode([payload]);
  const metadata = { ...hidden!.metadata, 'encryption-key-id': Buffer.from('anVuaw==') };
  const reader = encryptionCodec(kmsKeys(kms, keyId));
  await expect(reader.decode([{ ...hidden!, metadata }])).rejects.toThrow(
    /KMS does not open a payload's data key by .*: \w+Exception/,
  );
});
