import type { Policy } from '../activities/policy/policy.ts';
import { Trouble } from './trouble.ts';

/** A worker's policy as its file says it. @throws Trouble `badInput` where it is wrong */
export async function openPolicy(file: string): Promise<Policy> {
  const { readPolicy } = await import('../worker/policy.ts');
  try {
    return readPolicy(file);
  } catch (error) {
    if (error instanceof Error && error.name === 'InvalidSettings')
      throw new Trouble('badInput', error.message);
    throw error;
  }
}
