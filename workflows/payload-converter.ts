import {
  defaultPayloadConverter,
  type Payload,
  type PayloadConverter,
  type SerializationContext,
} from '@temporalio/common';
import { Unreadable } from './unreadable-messages.ts';

/** Deeper than any deployment file; what is much deeper can be read, but not be written again. */
const MAX_DEPTH = 100;

/** Metadata by which a worker's codec says why it passes a payload on as it is. */
export const REASON = 'unreadable-reason';

/**
 * JSON as everywhere. What comes from outside is `Unreadable` to a workflow when it cannot be decoded; of a rollout's own
 * activities nothing is: a worker that cannot read that lacks a key, and the task waits for one that has it.
 */
export const payloadConverter: PayloadConverter = {
  toPayload: (value, context, hint) => defaultPayloadConverter.toPayload(value, context, hint),
  fromPayload: <T>(payload: Payload, context?: SerializationContext): T => {
    try {
      const value = defaultPayloadConverter.fromPayload<T>(payload);
      if (isTooDeep(value)) throw new Error(`it is more than ${MAX_DEPTH} levels deep`);
      return value;
    } catch (error) {
      const given = payload.metadata?.[REASON];
      const reason = given?.length ? new TextDecoder().decode(given) : (error as Error).message;
      if (context?.type === 'workflow') return new Unreadable(reason) as T;
      throw new Error(reason, { cause: error });
    }
  },
};

function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return true;
    level = level.flatMap((each): unknown[] =>
      typeof each === 'object' && each !== null && !(each instanceof Uint8Array) ? Object.values(each) : [],
    );
  }
  return false;
}
