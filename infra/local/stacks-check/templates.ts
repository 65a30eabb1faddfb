import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A CloudFormation template in a folder. */
export interface TemplateFile {
  readonly path: string;
  readonly body: string;
}

/** All CloudFormation templates below a folder, in the order of their paths. */
export function findTemplates(folder: string): TemplateFile[] {
  return globSync('**/*.{yaml,yml,json,template}', { cwd: folder, exclude: ['**/node_modules/**'] })
    .toSorted()
    .map((path) => ({ path: join(folder, path), body: readFileSync(join(folder, path), 'utf8') }))
    .filter(({ body }) => /^\s*"?Resources"?\s*:/m.test(body) && /Type"?\s*:\s*['"]?AWS::/.test(body));
}
