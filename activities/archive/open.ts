import { S3Client } from '@aws-sdk/client-s3';
import type { Archive } from './archive.ts';
import { folderArchive } from './folder.ts';
import { s3Archive } from './s3.ts';
import type { Sealing } from './sealing.ts';

/** The archive at a place: a folder, or `s3://BUCKET/PREFIX`, which is reached as all of AWS is. */
export function archiveAt(place: string, sealing: Sealing, s3 = (): S3Client => new S3Client()): Archive {
  const url = URL.parse(place);
  if (url?.protocol !== 's3:') return folderArchive(place, sealing);
  const parts = url.pathname.split('/').filter((part) => part !== '');
  const prefix = parts.map((part) => `${part}/`).join('');
  return s3Archive(s3(), { bucket: url.host, prefix }, sealing);
}
