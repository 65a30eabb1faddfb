import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { Trouble } from '../../../client/trouble.ts';
import { ROLES } from '../../model/viewer.ts';
import { isLoopback } from './loopback.ts';

const address = z.url({ protocol: /^https?$/, error: 'must be an address of the web' }).refine(
  (text) => {
    const { protocol, hostname } = new URL(text);
    return protocol === 'https:' || isLoopback(hostname);
  },
  { error: 'must be https, except on this machine', abort: true },
);

const claim = (otherwise: string) => z.string().min(1).default(otherwise);
const patterns = z.array(z.string().min(1)).min(1);
const variable = z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'must be the name of a variable');

const claims = { nameClaim: claim('email'), groupsClaim: claim('groups') };

const oidc = z.strictObject({
  kind: z.literal('oidc'),
  issuer: address,
  clientId: z.string().min(1),
  clientSecretFrom: variable.optional(),
  scope: z
    .string()
    .regex(/(^| )openid( |$)/, 'must have openid')
    .default('openid profile email'),
  /** The client by which the command logs in. */
  deviceClientId: z.string().min(1).optional(),
  ...claims,
});

const loadBalancer = z.strictObject({
  kind: z.literal('loadBalancer'),
  loadBalancer: z
    .string()
    .regex(
      /^arn:[\w-]+:elasticloadbalancing:[a-z0-9-]+:\d{12}:loadbalancer\/app\/[\w-]+\/[0-9a-f]+$/,
      'must be the ARN of an Application Load Balancer',
    ),
  issuer: address,
  clientId: z.string().min(1),
  keys: address.optional(),
  ...claims,
});

const form = z.strictObject({
  url: address.transform((text) => new URL(text)),
  signingKeyFile: z.string().min(1).optional(),
  login: z.discriminatedUnion('kind', [oidc, loadBalancer], {
    error: 'must be of kind oidc or loadBalancer',
  }),
  tokens: z
    .array(
      z.strictObject({
        issuer: address,
        audience: z.string().min(1),
        subjects: patterns.optional(),
        groups: z.array(z.string().min(1)).default([]),
        nameClaim: claim('sub'),
        groupsClaim: claim('groups'),
      }),
    )
    .default([]),
  roles: z
    .array(
      z.strictObject({
        role: z.enum(ROLES, `must be ${ROLES.join(', ')}`),
        groups: patterns,
        environments: patterns.default(['*']),
        services: patterns.default(['*']),
      }),
    )
    .min(1, 'must have a role: whom no role is for may see nothing'),
  /** How many proxies stand before the server, whose word about who asks is taken. */
  proxies: z.int().min(0).max(5).optional(),
});

/** Who may do what at a dashboard, and how they log in. */
export type AccessFile = z.output<typeof form>;

/**
 * Reads an access file, in YAML or JSON.
 *
 * @throws Trouble `badInput` that names each thing that is wrong
 */
export function readAccessFile(file: string): AccessFile {
  const { data, error } = form.safeParse(parsed(file));
  if (error)
    throw new Trouble(
      'badInput',
      error.issues.map(({ path, message }) => `${file}: ${path.join('.') || 'it'} ${message}`).join('\n'),
    );
  const { signingKeyFile } = data;
  return signingKeyFile === undefined
    ? data
    : { ...data, signingKeyFile: resolve(dirname(file), signingKeyFile) };
}

function parsed(file: string): unknown {
  try {
    return parse(readText(file));
  } catch (error) {
    if (error instanceof YAMLParseError) throw new Trouble('badInput', `${file}: ${error.message}`);
    throw error;
  }
}

/** @throws Trouble `badInput` */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Trouble('badInput', `${file} cannot be read: ${(error as Error).message}`);
  }
}
