import {
  GetObjectCommand,
  HeadObjectCommand,
  NotFound,
  paginateListObjectsV2,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Owner } from '../../workflows/rollout/owner.ts';
import type { Archive, ArchivedRollout } from './archive.ts';
import { endOf, fileNameOf, folderOf } from './names.ts';
import { readBack, written } from './record.ts';
import type { Sealing } from './sealing.ts';

/** A bucket, and what the keys in it begin with: nothing, or a text that ends with a slash. */
export interface S3Place {
  readonly bucket: string;
  readonly prefix: string;
}

/** Keeps each rollout in an object of its own, `PREFIX/ENVIRONMENT/SERVICE/STARTED-RUN.json`. */
export function s3Archive(s3: S3Client, { bucket, prefix }: S3Place, sealing: Sealing): Archive {
  const Bucket = bucket;
  const placeOf = (owner: Owner): string => `${prefix}${folderOf(owner).join('/')}/`;
  const keyOf = (rollout: Pick<ArchivedRollout, keyof Owner | 'runId' | 'started'>) =>
    `${placeOf(rollout)}${fileNameOf(rollout)}`;
  const keysOf = async (owner: Owner): Promise<string[]> => {
    const keys: string[] = [];
    for await (const { Contents = [] } of paginateListObjectsV2(
      { client: s3 },
      { Bucket, Prefix: placeOf(owner) },
    ))
      keys.push(...Contents.flatMap(({ Key }) => Key ?? []));
    return keys.sort().reverse();
  };
  const readOr = (Key: string): Promise<ArchivedRollout | undefined> =>
    readBack(async () => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return (await Body?.transformToString()) ?? '';
    }, sealing);
  return {
    async has(rollout) {
      try {
        await s3.send(new HeadObjectCommand({ Bucket, Key: keyOf(rollout) }));
        return true;
      } catch (error) {
        if (error instanceof NotFound) return false;
        throw error;
      }
    },
    async keep(rollout) {
      const Body = await written(rollout, sealing);
      await s3.send(
        new PutObjectCommand({ Bucket, Key: keyOf(rollout), Body, ContentType: 'application/json' }),
      );
    },
    async latest(owner, limit) {
      const keys = (await keysOf(owner)).slice(0, limit);
      return (await Promise.all(keys.map(readOr))).filter((each) => each !== undefined);
    },
    async find(owner, runId) {
      const end = endOf(runId);
      const key = (await keysOf(owner)).find((each) => each.endsWith(end));
      return key === undefined ? undefined : readOr(key);
    },
  };
}
