import { condition, setHandler } from '@temporalio/workflow';
import { releaseSignal } from './messages.ts';

/** Is there while a rollout changes what its id names. One that is terminated leaves it behind: the next one takes it over. */
export async function trafficLock(): Promise<void> {
  let released = false;
  setHandler(releaseSignal, () => void (released = true), {
    description: 'The rollout that holds it has ended',
  });
  await condition(() => released);
}
