import { CancellationScope, isCancellation } from '@temporalio/workflow';

/** Does something, and looks after something else until it is done. What such a look throws stops it, and is thrown. */
export async function alongside<T>(act: () => Promise<T>, look: () => Promise<never>): Promise<T> {
  const acting = new CancellationScope();
  const looking = new CancellationScope();
  let thrown: Error | undefined;
  const looks = looking.run(look).catch((error: unknown) => {
    if (isCancellation(error)) return;
    thrown = error as Error;
    acting.cancel();
  });
  let done: T;
  try {
    done = await acting.run(act);
  } catch (error) {
    throw thrown ?? error;
  } finally {
    looking.cancel();
    await looks;
  }
  if (thrown !== undefined) throw thrown;
  return done;
}
