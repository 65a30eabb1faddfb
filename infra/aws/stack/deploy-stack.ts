import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateStackCommand,
  type Parameter,
  type Stack,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { ENVIRONMENT_TAG } from '../names.ts';
import { Refusal } from '../refusal.ts';
import { nextStep } from './next-step.ts';
import { parameterOf, readStack, tagOf } from './read-stack.ts';
import { deleteStack } from './delete-stack.ts';
import { watchStack } from './settled.ts';
import type { StackTools } from './stack-tools.ts';

/** A stack as it is wanted. */
export interface WantedStack {
  readonly name: string;
  /** File name in `infra/aws/stacks`. */
  readonly template: string;
  readonly environment: string;
  /** Those left undefined stay what they are, or what the template has them at. */
  readonly parameters: Readonly<Record<string, string | undefined>>;
}

/**
 * Creates a stack or brings it up to date, and waits until it is done; repeating it changes nothing.
 *
 * @throws Refusal when the stack is not ours, cannot be changed, or fails; it names the first resource that did
 */
export async function deployStack(tools: StackTools, wanted: WantedStack): Promise<Stack> {
  const { name } = wanted;
  const stack = await readStack(tools.cloudFormation, name);
  if (stack !== undefined && tagOf(stack, ENVIRONMENT_TAG) !== wanted.environment)
    throw new Refusal(
      `stack ${name} is there, but these targets did not make it (it lacks the tag ${ENVIRONMENT_TAG}=${wanted.environment}): it is left alone`,
    );
  const step = nextStep(name, stack?.StackStatus);
  switch (step.kind) {
    case 'create':
      return create(tools, wanted);
    case 'update':
      return update(tools, wanted, stack!);
    case 'wait':
      tools.print(`${name}: ${stack?.StackStatus}, waiting for its end`);
      await (await watchStack(tools.cloudFormation, name, tools.print)).settled(stack!.StackId!);
      return deployStack(tools, wanted);
    case 'recreate':
      tools.print(`${name}: ${step.reason}`);
      await deleteStack(tools, stack!);
      return create(tools, wanted);
    case 'stuck':
      throw new Refusal(`stack ${name} is ${stack?.StackStatus}; first run: ${step.remedy}`);
  }
}

async function create(tools: StackTools, wanted: WantedStack): Promise<Stack> {
  tools.print(`${wanted.name}: being created`);
  const progress = await watchStack(tools.cloudFormation, undefined, tools.print);
  const { StackId } = await tools.cloudFormation.send(
    new CreateStackCommand({
      ...inputOf(wanted, undefined),
      Tags: [{ Key: ENVIRONMENT_TAG, Value: wanted.environment }],
    }),
  );
  const { stack, failure } = await progress.settled(StackId!);
  if (stack.StackStatus === 'CREATE_COMPLETE') return done(tools, stack);
  throw new Refusal(
    `stack ${wanted.name} could not be created: ${failure ?? stack.StackStatusReason}\n` +
      `It is ${stack.StackStatus} and of no use. Mend the cause and make this target again, which removes it first.`,
  );
}

async function update(tools: StackTools, wanted: WantedStack, before: Stack): Promise<Stack> {
  const progress = await watchStack(tools.cloudFormation, wanted.name, tools.print);
  try {
    await tools.cloudFormation.send(new UpdateStackCommand(inputOf(wanted, before)));
  } catch (error) {
    if (!(error instanceof Error) || !/No updates are to be performed/.test(error.message)) throw error;
    tools.print(`${wanted.name}: up to date`);
    return before;
  }
  tools.print(`${wanted.name}: being updated`);
  const { stack, failure } = await progress.settled(before.StackId!);
  if (stack.StackStatus === 'UPDATE_COMPLETE') return done(tools, stack);
  throw new Refusal(
    `stack ${wanted.name} could not be updated and is ${stack.StackStatus}: ${failure ?? stack.StackStatusReason}`,
  );
}

function done({ print }: StackTools, stack: Stack): Stack {
  print(`${stack.StackName}: ${stack.StackStatus}`);
  return stack;
}

function inputOf({ name, template, parameters }: WantedStack, before: Stack | undefined) {
  return {
    StackName: name,
    TemplateBody: readFileSync(join(import.meta.dirname, '../stacks', template), 'utf8'),
    Capabilities: ['CAPABILITY_IAM' as const],
    Parameters: Object.entries(parameters).flatMap(([ParameterKey, ParameterValue]): Parameter[] => {
      if (ParameterValue !== undefined) return [{ ParameterKey, ParameterValue }];
      const isKept = before !== undefined && parameterOf(before, ParameterKey) !== undefined;
      return isKept ? [{ ParameterKey, UsePreviousValue: true }] : [];
    }),
  };
}
