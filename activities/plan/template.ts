import { z } from 'zod';

/** What CloudFormation takes as a TemplateBody. */
export const MAX_TEMPLATE_BYTES = 51_200;

const tooLarge = `must decode to at most ${MAX_TEMPLATE_BYTES} bytes, CloudFormation's limit`;

/**
 * A CloudFormation template as base64, wrapped or not; decoded to its text. Sizes come first, and each pattern takes time in proportion to
 * its text: a text of line feeds alone must not keep a worker busy.
 */
export const base64Template = z
  .string({ error: 'must be the template as base64 text' })
  .max(2 * MAX_TEMPLATE_BYTES, { error: tooLarge, abort: true })
  .transform((wrapped) => wrapped.replace(/\s/g, ''))
  .refine((text) => text.length > 0 && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text), {
    error: 'must be valid base64, as `base64 canary-helper.yaml` writes it',
    abort: true,
  })
  .transform((text) => Buffer.from(text, 'base64').toString('utf8'))
  .refine((body) => Buffer.byteLength(body) <= MAX_TEMPLATE_BYTES, { error: tooLarge, abort: true })
  .refine((body) => !body.includes('\uFFFD'), { error: 'must decode to a text in UTF-8', abort: true })
  .refine((body) => /(?:^|[{,])[ \t]*"?Resources"?[ \t]*:/m.test(body), {
    error: 'must decode to a CloudFormation template: no Resources found in it',
    abort: true,
  });
