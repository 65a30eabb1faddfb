import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { HeadObjectCommand, NotFound, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { zipSync, type Zippable } from 'fflate';

/** A zip archive, and the hash of what is in it: the same files make the same archive. */
export interface Archive {
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

/** Content to put into an archive in place of a file's own. */
export type Replacements = Readonly<Record<string, string>>;

const mtime = new Date('2000-01-01T12:00:00Z');
const unix = 3;

/** Packs files and folders, named relative to `root`. */
export function pack(root: string, paths: readonly string[], replacements: Replacements = {}): Archive {
  const files: Zippable = {};
  for (const file of paths.flatMap((path) => filesIn(root, path)).sort()) {
    const content = replacements[file];
    const bytes = content === undefined ? readFileSync(join(root, file)) : Buffer.from(content);
    files[file] = [bytes, { mtime, os: unix, attrs: statSync(join(root, file)).mode << 16 }];
  }
  const bytes = zipSync(files);
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** Puts an archive into a bucket, unless the same is there: each new one starts a pipeline. True when it was put. */
export async function upload(s3: S3Client, Bucket: string, Key: string, archive: Archive): Promise<boolean> {
  if ((await readHash(s3, Bucket, Key)) === archive.sha256) return false;
  await s3.send(
    new PutObjectCommand({ Bucket, Key, Body: archive.bytes, Metadata: { sha256: archive.sha256 } }),
  );
  return true;
}

async function readHash(s3: S3Client, Bucket: string, Key: string): Promise<string | undefined> {
  try {
    return (await s3.send(new HeadObjectCommand({ Bucket, Key }))).Metadata?.['sha256'];
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

function filesIn(root: string, path: string): string[] {
  if (!statSync(join(root, path)).isDirectory()) return [path];
  return readdirSync(join(root, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !/(^|\/)(__pycache__|dist|node_modules)\//.test(file));
}
