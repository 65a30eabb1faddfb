import { z } from 'zod';

/** Words of letters and digits, joined by single dashes: two in a row keep apart what could be read in two ways. */
const DASHED = /^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$/;

/** A name that becomes a part of names of stacks, nodes and parameters, so it takes what the strictest of those takes. */
export const name = (max: number, what: string) =>
  z
    .string({ error: `must be a text: ${what}` })
    .max(max, { error: `must have at most ${max} characters: ${what}`, abort: true })
    .regex(DASHED, `must be letters and digits, with single dashes between them: ${what}`);

/** An environment begins the name of its services' parameters. */
export const environmentName = (what: string) =>
  name(40, what).refine((text) => !/^(?:aws|ssm)/i.test(text), {
    error:
      'must not begin with aws or ssm: Parameter Store, which keeps the version record, keeps these for AWS',
  });

export const serviceName = (what: string) => name(60, what);

/** A version's id may also be a semantic version. */
export const versionId = (what: string) =>
  z
    .string({ error: `must be a text: ${what}` })
    .max(40, { error: `must have at most 40 characters: ${what}`, abort: true })
    .regex(
      /^[A-Za-z0-9]+(?:[-._][A-Za-z0-9]+)*$/,
      `must be letters and digits, with single dashes, dots or underscores between them: ${what}`,
    );
