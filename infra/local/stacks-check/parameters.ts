import type {
  GetTemplateSummaryOutput,
  Parameter,
  ParameterDeclaration,
} from '@aws-sdk/client-cloudformation';

/** What values for parameters are made up from. */
export interface Surroundings {
  /** Defaults of all templates by parameter, for templates that leave theirs out. */
  readonly defaults: ReadonlyMap<string, string>;
  /** The stack whose exports begin with its own name, for templates that import from a stack by name. */
  readonly exportingStack: string | undefined;
  readonly taskDefinition: string;
}

/** A value for each parameter that has no default: the same names get the same values in all templates. */
export function makeUpParameters(summary: GetTemplateSummaryOutput, surroundings: Surroundings): Parameter[] {
  return (summary.Parameters ?? [])
    .filter(({ DefaultValue }) => DefaultValue === undefined)
    .map((asked) => ({ ParameterKey: asked.ParameterKey, ParameterValue: valueOf(asked, surroundings) }));
}

function valueOf(asked: ParameterDeclaration, { defaults, exportingStack, taskDefinition }: Surroundings) {
  const name = asked.ParameterKey ?? '';
  const allowed = asked.ParameterConstraints?.AllowedValues?.[0];
  const shared = defaults.get(name);
  if (allowed !== undefined) return allowed;
  if (/^(Environment|ECSCluster|Cluster|Mesh)Name$/.test(name)) return 'check';
  if (name.endsWith('StackName') && exportingStack !== undefined) return exportingStack;
  if (name.endsWith('TaskDefinition')) return taskDefinition;
  if (shared !== undefined) return shared;
  if (name === 'Protocol') return 'http';
  return asked.ParameterType === 'Number' ? '80' : 'sample';
}
