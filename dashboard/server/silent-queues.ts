import { isTrouble, Trouble } from '../../client/trouble.ts';

const SILENT_MILLIS = 15_000;

/** Task queues on which no worker answers. Their rollouts are not asked one by one; now and then one is, which nobody waits for. */
export class SilentQueues {
  /** When each is asked again. */
  readonly #until = new Map<string, number>();
  readonly #now: () => number;

  constructor(now = Date.now) {
    this.#now = now;
  }

  /** What a rollout of a queue answers; undefined where nobody does. @throws what is no `Trouble` */
  async unless<T>(queue: string, ask: () => Promise<T>): Promise<T | undefined> {
    const until = this.#until.get(queue);
    if (until === undefined) return this.#asked(queue, ask);
    if (this.#now() >= until) {
      this.#until.set(queue, this.#now() + SILENT_MILLIS);
      void this.#asked(queue, ask).catch(() => undefined);
    }
    return undefined;
  }

  async #asked<T>(queue: string, ask: () => Promise<T>): Promise<T | undefined> {
    try {
      const answer = await ask();
      this.#until.delete(queue);
      return answer;
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      if (isTrouble(error, 'noWorker')) this.#until.set(queue, this.#now() + SILENT_MILLIS);
      return undefined;
    }
  }
}
