import type { AwsCall } from '../../activities/rehearsal/rehearse.ts';

/** What tells a person which object a call changes and how. Nothing secret: no templates, no values of variables. */
export function tellingParts({ action, input }: AwsCall): Readonly<Record<string, unknown>> {
  const parts = PARTS[action]?.(input as Input) ?? scalarsOf(input);
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}

// One loose shape for the inputs of all actions below: each has some of these fields, as the SDK types them.
interface Input {
  readonly [field: string]: unknown;
  readonly containerDefinitions?: readonly { readonly name?: string; readonly image?: string }[];
  readonly loadBalancers?: readonly { readonly targetGroupArn?: string }[];
  readonly spec?: Readonly<Record<string, { action?: { weightedTargets?: readonly WeightedTarget[] } }>>;
  readonly Actions?: readonly Forward[];
  readonly DefaultActions?: readonly Forward[];
  readonly Parameters?: readonly { readonly ParameterKey?: string }[];
  readonly ResourceArns?: readonly string[];
  readonly Tags?: readonly { readonly Key?: string; readonly Value?: string }[];
  readonly tags?: readonly { readonly key?: string; readonly value?: string }[];
}
interface WeightedTarget {
  readonly virtualNode?: string;
  readonly weight?: number;
}
interface Forward {
  readonly ForwardConfig?: {
    readonly TargetGroups?: readonly { readonly TargetGroupArn?: string; readonly Weight?: number }[];
  };
}

const PARTS: Readonly<Record<string, (input: Input) => Record<string, unknown>>> = {
  CreateRoute: ({ meshName, routeName, spec }) => ({ meshName, routeName, weights: routeWeights(spec) }),
  UpdateRoute: ({ meshName, routeName, spec }) => ({ meshName, routeName, weights: routeWeights(spec) }),
  CreateStack: ({ StackName, Capabilities, Parameters = [] }) => ({
    StackName,
    Capabilities,
    parameters: Parameters.map(({ ParameterKey }) => ParameterKey),
  }),
  RegisterTaskDefinition: ({ family, cpu, memory, containerDefinitions = [] }) => ({
    family,
    cpu,
    memory,
    images: Object.fromEntries(containerDefinitions.map(({ name = '', image }) => [name, image])),
  }),
  CreateService: ({ cluster, serviceName, taskDefinition, desiredCount, loadBalancers = [] }) => ({
    cluster,
    serviceName,
    taskDefinition,
    desiredCount,
    targetGroups: loadBalancers.map(({ targetGroupArn = '' }) => nameOf(targetGroupArn)),
  }),
  ModifyRule: ({ RuleArn, Actions }) => ({ RuleArn, weights: groupWeights(Actions) }),
  ModifyListener: ({ ListenerArn, DefaultActions }) => ({
    ListenerArn,
    weights: groupWeights(DefaultActions),
  }),
  AddTags: ({ ResourceArns = [], Tags = [] }) => ({
    on: ResourceArns.map(nameOf),
    tags: Object.fromEntries(Tags.map(({ Key = '', Value }) => [Key, Value])),
  }),
  RemoveTags: ({ ResourceArns = [], TagKeys }) => ({ on: ResourceArns.map(nameOf), tags: TagKeys }),
  TagResource: ({ resourceArn, ResourceARN, tags, Tags }) => ({
    resourceArn: resourceArn ?? ResourceARN,
    tags: tags ? Object.fromEntries(tags.map(({ key = '', value }) => [key, value])) : Tags,
  }),
  RegisterScalableTarget: ({ ResourceId, MinCapacity, MaxCapacity, SuspendedState }) => ({
    ResourceId,
    MinCapacity,
    MaxCapacity,
    SuspendedState,
  }),
};

const routeWeights = (spec: Input['spec'] = {}) =>
  Object.fromEntries(
    Object.values(spec)
      .flatMap((route) => route?.action?.weightedTargets ?? [])
      .map(({ virtualNode = '', weight }) => [virtualNode, weight]),
  );

const groupWeights = (actions: readonly Forward[] = []) =>
  Object.fromEntries(
    actions
      .flatMap(({ ForwardConfig }) => ForwardConfig?.TargetGroups ?? [])
      .map(({ TargetGroupArn = '', Weight }) => [nameOf(TargetGroupArn), Weight]),
  );

/** `targetgroup/cart-a/0123456789abcdef` is `cart-a` to people. */
const nameOf = (arn: string) => arn.split('/').at(-2) ?? arn;

const scalarsOf = (input: object) =>
  Object.fromEntries(
    Object.entries(input).filter(([, value]) => /^(string|number|boolean)$/.test(typeof value)),
  );
