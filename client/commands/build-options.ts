import { type Command, InvalidArgumentError, Option } from 'commander';

/** Lets a command take what a build knows. */
export const buildOptions = (command: Command): Command =>
  command
    .option(
      '--version-id <id>',
      'id of the new version, such as a short commit hash; overrides the file',
      notEmpty,
    )
    .option('--image <image>', 'image of the new version; overrides the file', notEmpty)
    .addOption(
      new Option(
        '--task-definition <file>',
        'roll out a rendered task definition (JSON) instead of a copy of the current one with a new image',
      )
        .argParser(notEmpty)
        .conflicts('image'),
    )
    .addOption(
      new Option(
        '--container <name>',
        'the container that gets the image, if the task definition has several',
      )
        .argParser(notEmpty)
        .conflicts('image'),
    );

/** A variable that a pipeline forgot to set must not start what the file says instead. */
function notEmpty(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('must not be empty');
  return text;
}
