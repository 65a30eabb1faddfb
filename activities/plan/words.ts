import type { z } from 'zod';

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/**
 * What a schema finds, in words for people, where the schema has none of its own. Of an unknown field it lists the known ones, of which
 * `problemsOf` makes a sentence.
 */
export const problemInWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${TYPES[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${listed(issue.values.map(String))}`;
    case 'too_small':
      return bound(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum);
    case 'too_big':
      return bound(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum);
    case 'unrecognized_keys':
      return Object.keys((issue.inst as unknown as z.ZodObject).shape).join();
    case 'invalid_format':
    case 'not_multiple_of':
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return 'is not of a form that can be read';
  }
};

/** The fields that an object of the file may have, by what `inWords` said of one that it may not. */
export const knownFields = ({ message }: z.core.$ZodIssueUnrecognizedKeys): string[] => message.split(',');

/** Words as they stand in a sentence: "a, b or c". */
export const listed = (words: readonly string[]): string => words.join(', ').replace(/, ([^,]*)$/, ' or $1');

const UNITS: Readonly<Record<string, string>> = { string: ' characters', array: ' entries' };

const bound = (origin: string, relation: string, limit: number | bigint): string => {
  const unit = UNITS[origin];
  return unit === undefined ? `must be ${relation} ${limit}` : `must have ${relation} ${limit}${unit}`;
};
