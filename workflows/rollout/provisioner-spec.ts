import type { Balanced } from './listener-rule.ts';
import type { Owner } from './owner.ts';

export interface CloudFormationSpec {
  readonly kind: 'cloudFormation';
  readonly owner: Owner;
  /** Stacks are named `<stackPrefix>-<version>`. */
  readonly stackPrefix: string;
  readonly templateBody: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Given to CreateStack as they are: a template gets no power that the plan does not name. */
  readonly capabilities: readonly string[];
  /** The role with which CloudFormation makes and removes what the template says; the worker's own where left out. */
  readonly roleArn?: string;
  readonly tags?: Tags;
}

/** Services of versions are named `<service>-<version>`; one named `<service>` alone was there before. */
export interface EcsServices {
  readonly cluster: string;
  readonly service: string;
}

/** The content of a task definition as `RegisterTaskDefinition` takes it. */
export interface GivenDefinition {
  readonly family: string;
  readonly containerDefinitions: readonly GivenContainer[];
  readonly taskRoleArn?: string;
  readonly executionRoleArn?: string;
  readonly [field: string]: unknown;
}

export interface GivenContainer {
  readonly name: string;
  readonly image?: string;
  readonly [field: string]: unknown;
}

/** What a service runs, by its task definition: `version` is a name for it, of which splits know nothing. */
export interface RunningDefinition {
  readonly version: string;
  /** ARN of the task definition. */
  readonly definition: string;
  /** The image of the container that gets a version's. */
  readonly image: string;
}

/**
 * A version is a copy of the serving ECS service with another image, behind the rule's idle target group. In place (`home`) it is there for the
 * trial alone, and the service gets its task definition in the end.
 */
export interface EcsSpec extends EcsServices, Balanced {
  readonly kind: 'ecs';
  readonly image: string;
  /** What its tasks are, in place of a copy of stable's task definition; the image and the variables are put in as there. */
  readonly taskDefinition?: GivenDefinition;
  /** A task definition that is registered already and is run as it is, by family and revision or ARN. */
  readonly revision?: string;
  /** Which container gets the image; the one behind the load balancer where left out. */
  readonly container?: string;
  /** Environment variables that the container gets in addition. */
  readonly environment: Readonly<Record<string, string>>;
  /** Tasks of the new version at first, which grow with its weight; as many as stable has where left out. */
  readonly tasks?: number;
  readonly tags?: Tags;
}

/** Versions that somebody else runs: Serin makes none and removes none. */
export interface GivenSpec {
  readonly kind: 'given';
  readonly cluster: string;
  /** ECS services by version: a version gets no traffic before its service is steady. */
  readonly services: Readonly<Record<string, string>>;
}

export type ProvisionerSpec = CloudFormationSpec | EcsSpec | GivenSpec;

/** What everything but making a version takes: templates are long, and stand in a history each time that they are sent. */
export const withoutTemplate = (spec: ProvisionerSpec): ProvisionerSpec =>
  spec.kind === 'cloudFormation' ? { ...spec, templateBody: '' } : spec;

/** Tags, by key, of everything that is made for a version. */
export type Tags = Readonly<Record<string, string>>;
