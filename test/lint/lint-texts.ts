import { json } from 'node:stream/consumers';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

/** A file that is not on disk, by its path from the repository's top. */
export interface PlantedFile {
  readonly path: string;
  readonly text: string;
}

// A program of its own, since Jest cannot load ESLint's configuration, an ES module. Rules that need types are left out: the
// files are in no project.
const eslint = new ESLint({ overrideConfig: tseslint.configs.disableTypeChecked });
const files = (await json(process.stdin)) as PlantedFile[];
const told = await Promise.all(
  files.map(async ({ path, text }) => {
    const [result] = await eslint.lintText(text, { filePath: path });
    return result!.messages.map(({ ruleId, message }) => `${ruleId}: ${message}`);
  }),
);
process.stdout.write(JSON.stringify(told));
