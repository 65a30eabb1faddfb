import { statusQuery } from '../../workflows/messages.ts';
import type { RolloutStatus } from '../../workflows/rollout/status.ts';
import type { Operator } from './harness.ts';

/** Not at a rollout's own looks of a minute: on the time-skipping server, a command hangs that stops a timer which fires just then. */
const EVERY_SECONDS = 61;

/** Does something once a rollout is somewhere, in the way of an operator who looks from time to time. */
export const once =
  (isThere: (status: RolloutStatus) => boolean, act: Operator, everySeconds = EVERY_SECONDS): Operator =>
  async (handle, sleep) => {
    for (let looks = 0; looks < 300; looks += 1) {
      await sleep(everySeconds);
      if (isThere(await handle.query(statusQuery))) break;
    }
    await act(handle, sleep);
  };

/** Does something once a person is waited for. */
export const whenHeld = (act: Operator): Operator => once(({ held }) => held, act);
