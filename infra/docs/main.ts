import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { referencePages } from './reference.ts';

// Writes the pages of reference anew; with --print, prints them as JSON instead.
const pages = await referencePages();
if (process.argv.includes('--print')) console.log(JSON.stringify(pages));
else
  for (const [path, page] of Object.entries(pages)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, page);
  }
