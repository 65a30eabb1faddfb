import { z } from 'zod';
import { DURATION, inSeconds } from './duration.ts';
import { listed } from './words.ts';

/** An object of these fields alone. What is none is told so; of a field too many it is told by that field's name. */
export const fields = <T extends z.core.$ZodLooseShape>(shape: T, error: string) =>
  z.strictObject(shape, { error: ({ code }) => (code === 'unrecognized_keys' ? undefined : error) });

/** A whole number from `min` to `max`. */
export const count = (min: number, max: number, what: string) => {
  const error = `must be a whole number from ${min} to ${max}: ${what}`;
  return z.int({ error }).min(min, { error }).max(max, { error }).describe(what);
};

/** Whole seconds from `min` to `max`, given as their number or as a duration, such as `90s` or `1h30m`. */
export const seconds = (min: number, max: number, what: string) => {
  const error = `must be a whole number from ${min} to ${max}, or a duration such as 5m: ${what}`;
  const number = z.int({ error }).min(min, { error }).max(max, { error });
  const duration = z.string().regex(DURATION).transform(inSeconds).pipe(number);
  return z.union([number, duration], { error }).describe(what);
};

/** A fraction of something, from 0 to 1. */
export const fraction = (what: string) => {
  const error = `must be a number from 0 to 1: ${what}`;
  return z.number({ error }).min(0, { error }).max(1, { error }).describe(what);
};

/** A chance: what may always happen, or never, would settle everything. */
export const chance = (what: string) => {
  const error = `must be a number above 0 and below 1: ${what}`;
  return z.number({ error }).gt(0, { error }).lt(1, { error }).describe(what);
};

/** A text without spaces, and without what is markup where it is shown. */
export const word = (what: string) =>
  z
    .string({ error: `must be a text: ${what}` })
    .regex(/^[^\s<>"'`]+$/, `must be a text without spaces, quotes and angle brackets: ${what}`)
    .describe(what);

/** One of some words. */
export const oneOf = <const T extends readonly [string, ...string[]]>(words: T, what: string) =>
  z.enum(words, { error: `must be ${listed(words)}` }).describe(what);

/** Texts by name, such as environment variables or tags. */
export const texts = (what: string) =>
  z
    .record(z.string(), z.string({ error: 'must be a text: quote it' }), {
      error: `must map names to texts: ${what}`,
    })
    .describe(what);

export const PROTOCOLS = ['http', 'http2', 'grpc', 'tcp'] as const;

/** The ARN of an IAM role. */
export const roleArn = z
  .string({ error: 'must be the ARN of a role' })
  .regex(
    /^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/,
    'must be the ARN of a role, arn:aws:iam::<account>:role/<name>',
  );
