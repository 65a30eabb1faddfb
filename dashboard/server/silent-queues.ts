import { isTrouble, Trouble } from '../../client/trouble.ts';

const SILENT_MILLIS = 15_000;

/** Task queues on which no worker answers: their rollouts are not asked one by one, each until its time is over. */
export class SilentQueues {
  readonly #until = new Map<string, number>();
  readonly #now: () => number;

  constructor(now = Date.now) {
    this.#now = now;
  }

  /** What a rollout of a queue answers; undefined where nobody does. @throws what is no `Trouble` */
  async unless<T>(queue: string, ask: () => Promise<T>): Promise<T | undefined> {
    if (this.#now() < (this.#until.get(queue) ?? 0)) return undefined;
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      if (isTrouble(error, 'noWorker')) this.#until.set(queue, this.#now() + SILENT_MILLIS);
      return undefined;
    }
  }
}
