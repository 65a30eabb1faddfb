import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  GetTemplateSummaryCommand,
  type GetTemplateSummaryOutput,
  ListExportsCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { makeUpParameters } from './parameters.ts';
import type { TemplateFile } from './templates.ts';

/** What became of a template. */
export interface Finding {
  readonly path: string;
  readonly outcome: 'accepted' | 'refused';
  /** Why it was refused. */
  readonly reason: string;
}

/** A stack that stands. */
interface Standing {
  readonly path: string;
  readonly name: string;
}

/**
 * Creates a stack of each template, those first that others import from, and deletes it again.
 * A template whose imports nobody exports is refused for that.
 */
export async function checkTemplates(
  cloudFormation: CloudFormationClient,
  templates: readonly TemplateFile[],
  taskDefinition: string,
): Promise<Finding[]> {
  const findings = new Map<string, Finding>();
  const settle = (path: string, reason?: string) =>
    findings.set(path, {
      path,
      outcome: reason === undefined ? 'accepted' : 'refused',
      reason: reason ?? '',
    });
  const summaries = new Map<TemplateFile, GetTemplateSummaryOutput>();
  for (const template of templates)
    try {
      const command = new GetTemplateSummaryCommand({ TemplateBody: template.body });
      summaries.set(template, await cloudFormation.send(command));
    } catch (error) {
      settle(template.path, (error as Error).message);
    }
  const defaults = new Map(
    [...summaries.values()].flatMap(({ Parameters = [] }) =>
      Parameters.flatMap(({ ParameterKey, DefaultValue }) =>
        DefaultValue === undefined ? [] : [[ParameterKey ?? '', DefaultValue] as const],
      ),
    ),
  );
  const standing: Standing[] = [];
  let waiting = [...summaries];
  for (let before = Infinity; waiting.length < before;) {
    before = waiting.length;
    const exportless: typeof waiting = [];
    for (const [template, summary] of waiting) {
      const exportingStack = await findExportingStack(cloudFormation, standing);
      const Parameters = makeUpParameters(summary, { defaults, exportingStack, taskDefinition });
      const name = `check-${template.path.replace(/[^a-z0-9]+/gi, '-')}`;
      const reason = await create(cloudFormation, name, template.body, Parameters);
      if (reason === undefined) {
        settle(template.path);
        const stack = { path: template.path, name };
        // What exports nothing makes room at once: templates may give their resources the same names.
        if (await exportsSomething(cloudFormation, name)) standing.push(stack);
        else await remove(cloudFormation, stack, settle);
        continue;
      }
      settle(template.path, reason);
      if (/No export named/.test(reason)) exportless.push([template, summary]);
    }
    waiting = exportless;
  }
  for (const stack of standing.toReversed()) await remove(cloudFormation, stack, settle);
  return templates.map(({ path }) => findings.get(path)!);
}

/** Creates a stack; answers with the reason if it fails, and then removes what is left of it. */
async function create(
  cloudFormation: CloudFormationClient,
  StackName: string,
  TemplateBody: string,
  Parameters: ReturnType<typeof makeUpParameters>,
): Promise<string | undefined> {
  const Capabilities = ['CAPABILITY_NAMED_IAM' as const];
  try {
    await cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody, Parameters, Capabilities }));
  } catch (error) {
    return (error as Error).message;
  }
  const stack = await settled(cloudFormation, StackName);
  if (stack.StackStatus === 'CREATE_COMPLETE') return undefined;
  const reason = await firstFailure(cloudFormation, stack);
  await cloudFormation.send(new DeleteStackCommand({ StackName }));
  await settled(cloudFormation, stack.StackId!);
  return reason;
}

async function remove(
  cloudFormation: CloudFormationClient,
  { path, name }: Standing,
  settle: (path: string, reason: string) => void,
): Promise<void> {
  const stack = await describe(cloudFormation, name);
  await cloudFormation.send(new DeleteStackCommand({ StackName: name }));
  const after = await settled(cloudFormation, stack.StackId!);
  if (after.StackStatus !== 'DELETE_COMPLETE')
    settle(path, `created, but not deleted: ${await firstFailure(cloudFormation, after)}`);
}

async function describe(cloudFormation: CloudFormationClient, StackName: string): Promise<Stack> {
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
  return Stacks[0]!;
}

async function settled(cloudFormation: CloudFormationClient, name: string): Promise<Stack> {
  for (;;) {
    const stack = await describe(cloudFormation, name);
    if (!stack.StackStatus?.endsWith('_IN_PROGRESS')) return stack;
    await sleep(100);
  }
}

async function firstFailure(cloudFormation: CloudFormationClient, { StackId, StackStatusReason }: Stack) {
  const { StackEvents = [] } = await cloudFormation.send(
    new DescribeStackEventsCommand({ StackName: StackId }),
  );
  const failed = StackEvents.findLast(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED'));
  if (failed?.ResourceStatusReason === undefined) return StackStatusReason ?? 'no reason given';
  if (failed.ResourceType === 'AWS::CloudFormation::Stack') return failed.ResourceStatusReason;
  return `${failed.LogicalResourceId} (${failed.ResourceType}): ${failed.ResourceStatusReason}`;
}

async function exportsSomething(cloudFormation: CloudFormationClient, name: string): Promise<boolean> {
  const { Outputs = [] } = await describe(cloudFormation, name);
  return Outputs.some(({ ExportName }) => ExportName !== undefined);
}

/** The stack that names its exports after itself, as those do that others import by the stack's name. */
async function findExportingStack(cloudFormation: CloudFormationClient, standing: readonly Standing[]) {
  const { Exports = [] } = await cloudFormation.send(new ListExportsCommand({}));
  return standing.find(({ name }) => Exports.some(({ Name }) => Name?.startsWith(name)))?.name;
}
