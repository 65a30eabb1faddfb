import type { ReplacedVersion } from '../../workflows/messages.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The deployment file of the task definition that a service ran before a version, by the file of that version: all traffic at once, at
 * full size.
 */
export function contentOfRevision(
  content: unknown,
  { version: id, image, definition }: ReplacedVersion,
  undone: string,
): Fields {
  const given = fields(content);
  // What these put into a task definition the old one has, or does without.
  const { environment: _, taskDefinition: __, tasks: ___, ...provisioner } = fields(given['provisioner']);
  return {
    ...atOnce(given, undone),
    version: { id, image },
    provisioner: { ...provisioner, revision: definition },
  };
}

/** The deployment file that the version before was rolled out from, with all traffic at once. */
export function contentBefore(content: unknown, undone: string): Fields {
  const given = fields(content);
  if (!('provisioner' in given) && !('driver' in given)) return atOncePascal(given);
  const { tasks: _, ...provisioner } = fields(given['provisioner']);
  return { ...atOnce(given, undone), ...('provisioner' in given && { provisioner }) };
}

/** The image that a deployment file of Serin's own form names. */
export function imageOfContent(content: unknown): string | undefined {
  const { image } = fields(fields(content)['version']);
  return typeof image === 'string' ? image : undefined;
}

/** Nobody is to be waited for, and the version that is undone is not worth being kept. */
function atOnce(given: Fields, undone: string): Fields {
  const { keepOldSeconds: _, stable: __, ...rest } = given;
  return { ...rest, steps: [], stable: undone };
}

function atOncePascal({ percent_step: _, ...given }: Fields): Fields {
  return { ...given, PercentageStep: 100 };
}

const fields = (value: unknown): Fields => Object(value) as Fields;
