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

/** https://docs.docker.com/reference/cli/docker/image/tag, with a digest behind it or in place of the tag. */
const IMAGE =
  /^(?:[A-Za-z0-9][A-Za-z0-9.-]*(?::\d{1,5})?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::\w[\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/;

/** An image's name: registry, repository in small letters, tag and digest. ECS takes 255 characters. */
export const imageName = (what: string) =>
  z
    .string({ error: `must be a text: ${what}` })
    .max(255, { error: `must have at most 255 characters: ${what}`, abort: true })
    .regex(IMAGE, `must be an image, such as shop/cart:1.4.2 or shop/cart@sha256:<64 digits>: ${what}`)
    .describe(what);

/** A name of what is AWS's own, which takes dashes and underscores anywhere. */
export const awsName = (what: string) =>
  z
    .string({ error: `must be a text: ${what}` })
    .regex(/^[\w-]{1,255}$/, `must be letters, digits, dashes and underscores: ${what}`)
    .describe(what);

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Tag.html */
const TAG = /^[\p{L}\p{Z}\p{N}_.:/=+@-]*$/u;
const TAG_SAYS = 'letters, digits, spaces and _ . : / = + - @';

export const tagValue = z
  .string({ error: 'must be a text: quote it' })
  .max(256, 'must have at most 256 characters')
  .regex(TAG, `must be a tag's value of ${TAG_SAYS}`);
