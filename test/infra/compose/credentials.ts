import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A person's home with an AWS profile, whose files nobody else can read. */
export interface Home {
  readonly folder: string;
  readonly profile: string;
  readonly accessKey: string;
}

const PERSON = 1001;

/** Makes a home as `aws configure` leaves it. */
export function makeHome(folder: string, region: string): Home {
  const [profile, accessKey] = ['somebody', 'key-of-the-file'];
  const files = {
    config: `[profile ${profile}]\nregion = ${region}\n`,
    credentials: `[${profile}]\naws_access_key_id = ${accessKey}\naws_secret_access_key = secret\n`,
  };
  const aws = join(folder, '.aws');
  for (const each of [folder, aws]) {
    mkdirSync(each, { mode: 0o700 });
    chownSync(each, PERSON, PERSON);
  }
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(aws, name), text, { mode: 0o600 });
    chownSync(join(aws, name), PERSON, PERSON);
  }
  return { folder, profile, accessKey };
}
