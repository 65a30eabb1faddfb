import { type Command, InvalidArgumentError, Option } from 'commander';

/** Lets a command take what a build knows. */
export const buildOptions = (command: Command): Command =>
  command
    .option(
      '--version-id <id>',
      "the new version's id, such as a short commit hash, in place of the file's",
      notEmpty,
    )
    .option('--image <image>', "the new version's image, in place of the file's", notEmpty)
    .addOption(
      new Option(
        '--task-definition <file>',
        'roll out a rendered task definition (JSON), in place of a copy of the serving one with another image',
      )
        .argParser(notEmpty)
        .conflicts('image'),
    )
    .addOption(
      new Option('--container <name>', 'whose image, where the task definition has more containers than one')
        .argParser(notEmpty)
        .conflicts('image'),
    );

/** A variable that a pipeline forgot to set must not start what the file says instead. */
function notEmpty(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('must not be empty');
  return text;
}
