import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import type { Adoptable } from '../../activities/ownership.ts';
import { adopt as handOver, findAdoptable } from '../adoption.ts';
import { orFailWithoutAws } from '../aws-trouble.ts';
import { readDeploymentFile } from '../deployment-files.ts';
import { Trouble } from '../trouble.ts';
import { print } from '../render/print.ts';

interface Options {
  readonly file: string;
  readonly yes?: true;
}

export const adopt = (command: Command): Command =>
  command
    .requiredOption('-f, --file <file>', 'a deployment file of the service')
    .option('-y, --yes', 'tag without asking for confirmation')
    .addHelpText(
      'after',
      `
A rollout replaces and removes only what rollouts of its own service made, as tags prove. This command puts the same tags on the
versions that the router knows now, so that the next rollout may replace and later remove them, and on the rule's target groups
that nobody owns, so that versions may use them.
It shows what exists and what it would tag, then asks. It changes nothing else; to undo it, remove the tags.

Examples:
  serin adopt -f deploy.json
  serin adopt -f rollout.yaml --yes
`,
    )
    .action(async ({ file, yes }: Options) => {
      const { plan } = readDeploymentFile(file);
      const { versionWorld } = await import('../../worker/version-world.ts');
      const { driver } = plan;
      if (driver.kind === 'ecsNative')
        throw new Trouble(
          'badInput',
          `${file} has the driver ecsNative, which needs nothing of it handed over`,
        );
      const world = versionWorld(driver);
      const found = await findAdoptable(world, plan).catch(orFailWithoutAws);
      for (const each of found.owned) print(`${each} belongs to rollouts of the service already`);
      const adoptable = [...found.groups, ...found.versions];
      if (adoptable.length === 0) return print('nothing is to be handed over');
      for (const each of adoptable) print(shown(each));
      if (yes !== true && !(await agreed())) throw new Trouble('refused', 'nothing has been tagged');
      await handOver(world, found, print);
    });

const shown = ({ what, version, tags }: Adoptable): string =>
  [
    `${what} ${version === undefined ? 'is free' : `runs version ${version}`}; to hand it over, these tags:`,
    ...Object.entries(tags).map(([key, value]) => `  ${key}=${value}`),
  ].join('\n');

/** Asks on a terminal, where Ctrl-C and Ctrl-D say no; elsewhere nobody could answer. */
async function agreed(): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Trouble('badInput', 'nobody can be asked here: add --yes');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question('Tag them? [y/N] ')).trim());
  } catch (error) {
    if ((error as { code?: string }).code !== 'ABORT_ERR') throw error;
    console.log();
    return false;
  } finally {
    terminal.close();
  }
}
