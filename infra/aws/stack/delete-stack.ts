import { DeleteStackCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { Refusal } from '../refusal.ts';
import { watchStack } from './settled.ts';
import type { StackTools } from './stack-tools.ts';

/**
 * Deletes a stack and waits until it is gone.
 *
 * @throws Refusal that names the first resource that cannot be deleted
 */
export async function deleteStack(
  { cloudFormation, print }: StackTools,
  { StackName, StackId }: Stack,
): Promise<void> {
  print(`${StackName}: being deleted`);
  const progress = await watchStack(cloudFormation, StackId, print);
  await cloudFormation.send(new DeleteStackCommand({ StackName }));
  const { stack, failure } = await progress.settled(StackId!);
  if (stack.StackStatus !== 'DELETE_COMPLETE')
    throw new Refusal(
      `stack ${StackName} could not be deleted: ${failure ?? stack.StackStatusReason}\nRemove what holds it, and make this target again.`,
    );
  print(`${StackName}: gone`);
}
