import type { z } from 'zod';
import { withoutCredentials } from '../redaction.ts';
import { nearestName } from './nearest-name.ts';
import { knownFields } from './words.ts';

/** One thing that is wrong in a deployment file: where, and what would be right. */
export interface Problem {
  readonly path: string;
  readonly message: string;
  /** Where it stands in the file's text, counted from 1, as far as there is one. */
  readonly line?: number;
  readonly column?: number;
}

/** A plan, or everything that is wrong at once. */
export type Settled<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly Problem[] };

export const refused = (...problems: Problem[]): Settled<never> => ({ ok: false, problems });

/** Notes what is wrong at a path; there is nothing to go on with then. */
export type Refuse = (path: readonly string[], message: string) => undefined;

/** How the file calls what a schema has at a path. */
export type NameOf = (path: readonly PropertyKey[]) => readonly PropertyKey[];

/** Says a schema's findings in the words of the file: path, value, and what would be right. */
export function problemsOf(error: z.ZodError, input: unknown, nameOf: NameOf = (path) => path): Problem[] {
  return error.issues.flatMap(within).flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      const nameHere = (key: string) => String(nameOf([...issue.path, key]).at(-1));
      const known = knownFields(issue).map(nameHere);
      return issue.keys.map((key) => unknownField(nameOf([...issue.path, key]), known));
    }
    return [{ path: pathText(nameOf(issue.path)), message: sentence(issue, input) }];
  });
}

function sentence(issue: z.core.$ZodIssue, input: unknown): string {
  // The name is wrong there, whatever the value is.
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? issue.message;
  return `${isSecret(issue.path) ? 'is not right:' : shown(valueAt(input, issue.path))} ${issue.message}`;
}

/** Tells of a field that nothing reads, which is most often a typing error. */
export function unknownField(path: readonly PropertyKey[], known: readonly string[]): Problem {
  const meant = nearestName(String(path.at(-1)), known);
  const message = `there is no such field${meant === undefined ? '' : `: did you mean ${meant}?`}`;
  return { path: pathText(path), message };
}

const pathText = (path: readonly PropertyKey[]): string => path.join('.') || '(file)';

/** Of what may have several forms, what is wrong inside of the form that was meant: the one that is not wrong as a whole. */
function within(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  const meant =
    issue.code === 'invalid_union'
      ? issue.errors.find((issues) =>
          issues.every(({ path, code }) => path.length > 0 || code === 'unrecognized_keys'),
        )
      : undefined;
  return meant ? meant.flatMap((each) => within({ ...each, path: [...issue.path, ...each.path] })) : [issue];
}

/** One problem a line, ready to print. */
export const describeProblems = (problems: readonly Problem[]): string =>
  screenful(problems.map(({ path, message, ...place }) => `${path}${placeText(place)}: ${message}`)).join(
    '\n',
  );

/** As many lines as a screen has room for; of more, the first ones and how many are left. */
const screenful = (lines: readonly string[]): readonly string[] =>
  lines.length <= SCREEN_LINES
    ? lines
    : [...lines.slice(0, SCREEN_LINES - 1), `and ${lines.length - SCREEN_LINES + 1} more`];

const SCREEN_LINES = 24;

export const placeText = ({ line, column }: Pick<Problem, 'line' | 'column'>): string =>
  line === undefined ? '' : ` (line ${line}, column ${column ?? 1})`;

/** A secret or a URL with a token, written where only its name belongs, must not be shown on; nor what programs are given. */
const isSecret = (path: readonly PropertyKey[]) =>
  /^provisioner\.(environment|parameters|taskDefinition)/.test(path.join('.')) ||
  path.some((key) => /secret|url|token|password/i.test(String(key)));

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    input,
  );
}

function shown(value: unknown): string {
  if (value === undefined) return 'is missing:';
  if (typeof value === 'object' && value !== null && Object.keys(value).length > 0)
    return Array.isArray(value) ? 'is a list:' : 'is an object:';
  const text = withoutCredentials(JSON.stringify(value));
  return `is ${text.length > 60 ? `${text.slice(0, 57)}…` : text}:`;
}
