import { patched, workflowInfo } from '@temporalio/workflow';

/** What stands for a payload from outside that cannot be decoded, so that none of them fails a workflow task. */
export class Unreadable {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}

/**
 * Tells what one execution can read of its messages. What could not be read once stays unread, on a worker that has the
 * key for it, too: a marker in the history says so.
 */
export class Reader {
  #read = 0;

  /** Whether a message can be read; to be asked once of each, in their order. Throws what fails the task where a message was read before. */
  canRead(given: unknown): boolean {
    this.#read += 1;
    const marker = `message ${this.#read} is unreadable`;
    const { isReplaying } = workflowInfo().unsafe;
    if (!(given instanceof Unreadable)) return !(isReplaying && patched(marker));
    if (patched(marker)) return false;
    throw new Error(`a message that was read before cannot be read here: ${given.reason}`);
  }
}
