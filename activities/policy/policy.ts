import type { Owner } from '../../workflows/rollout/owner.ts';
import { isIn } from '../../workflows/rollout/patterns.ts';
import type { Position } from '../plan/parsed-text.ts';

/** What a worker carries out, and for whom. What no rule is for is refused. */
export interface Policy {
  /** Path of the file, as people know it. */
  readonly file: string;
  readonly rules: readonly PolicyRule[];
  /** Paths of the deployment files of services whose deployments are taken over, whoever begins them. */
  readonly adopt?: readonly string[];
}

/** A place as editors and terminals know it. */
export const positionIn = (file: string, { line, column }: Position): string => `${file}:${line}:${column}`;

/** What files may ask for some services. What a rule does not name is not limited. */
export interface PolicyRule extends RuleLimits, Position {
  readonly environments: readonly string[];
  readonly services: readonly string[];
  /** Whose AWS account rollouts are in; the worker's own where left out. */
  readonly account?: Account;
  /** By which Ed25519 keys commands are signed that prove who asks: their public halves, in base64. */
  readonly signingKeys?: readonly string[];
}

/** An AWS account and Region, and the role to assume there. */
export interface Account {
  readonly id: string;
  readonly region?: string;
  readonly roleArn?: string;
  readonly externalId?: string;
}

/** What a file may name, by patterns in which `*` stands for any characters, each with its place in the policy. */
export type RuleLimits = { readonly [Name in LimitName]?: Limit };
export interface Limit extends Position {
  readonly allowed: readonly string[];
}

/** The fields of a rule that limit what a file may name. */
export const LIMIT_NAMES = [
  'stackPrefixes',
  'registries',
  'metricHosts',
  'capabilities',
  'roles',
  'eventBuses',
  'topics',
  'commanders',
] as const;
export type LimitName = (typeof LIMIT_NAMES)[number];

/** The first rule that is for a service. */
export const ruleFor = ({ rules }: Policy, { environment, service }: Owner): PolicyRule | undefined =>
  rules.find(({ environments, services }) => isIn(environments, environment) && isIn(services, service));
