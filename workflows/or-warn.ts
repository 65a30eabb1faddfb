import { ActivityFailure } from '@temporalio/workflow';
import { rootMessage } from './outcome.ts';

/** Does what a rollout can end without. Where that cannot be done, says what is left, and why; answers undefined then. */
export async function orWarn<T>(
  left: string,
  warn: (sentence: string) => void,
  act: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    warn(`${left}: ${rootMessage(error)}`);
    return undefined;
  }
}
