import { z } from 'zod';
import type { Owner } from '../../workflows/rollout/owner.ts';
import { awsName } from './names.ts';
import { oneOf, PROTOCOLS, texts } from './rollout-fields.ts';

const arn = (kind: string, what: string) =>
  z
    .string({ error: `must be an ARN: ${what}` })
    .regex(
      new RegExp(`^arn:[\\w-]+:elasticloadbalancing:[\\w-]+:\\d{12}:(?:${kind})/app/`),
      `must be the ARN of an Application Load Balancer's ${what}`,
    )
    .describe(what);

const rule = z.union(
  [
    z.strictObject({
      arn: arn('listener|listener-rule', 'listener rule, or listener for its default action'),
    }),
    z.strictObject({
      listener: arn('listener', 'listener whose rules are searched'),
      tags: texts('tags that exactly one rule of the listener has').refine(
        (tags) => Object.keys(tags).length > 0,
        'must have at least one tag',
      ),
    }),
  ],
  { error: 'must have either arn, or listener and tags' },
);

/** What splits the traffic. */
export const router = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('alb'), rule }),
    z.strictObject({
      kind: z.literal('appMesh'),
      protocol: oneOf(PROTOCOLS, 'what the service speaks'),
      mesh: awsName('default: the environment').optional(),
      virtualRouter: awsName('default: <service>-vr').optional(),
      route: awsName('default: <service>-route').optional(),
      nodes: texts(
        'existing virtual nodes by version: the route and its targets are kept, and only weights are written',
      ).optional(),
    }),
  ],
  { error: 'must have a kind: alb or appMesh' },
);

type GivenRoute = Extract<z.output<typeof router>, { kind: 'appMesh' }>;

/** A route under the names that the article gives, where the file names no others. */
export const routeSpec = (
  { mesh, virtualRouter, route, protocol }: GivenRoute,
  { environment, service }: Owner,
) =>
  ({
    kind: 'appMesh',
    mesh: mesh ?? environment,
    virtualRouter: virtualRouter ?? `${service}-vr`,
    route: route ?? `${service}-route`,
    protocol,
    nodePrefix: service,
  }) as const;
