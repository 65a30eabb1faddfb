import { setTimeout as delay } from 'node:timers/promises';
import { Changes, type Change } from './changes.ts';

/** Whoever follows a page. */
export interface Follower {
  changed(change: Change): void;
  /** Why the page cannot be read now. */
  troubled(what: string): void;
}

/** How a page is read, and how often. */
export interface Reading {
  readonly read: () => Promise<object>;
  readonly intervalMillis: number;
  /** What is told of an error. */
  readonly tell: (error: unknown) => string;
}

/** A page that is read again and again as long as somebody follows it, once for all who do. */
export class Channel {
  readonly #changes = new Changes();
  readonly #followers = new Map<Follower, string | undefined>();
  readonly #reading: Reading;
  readonly #ended: () => void;
  #trouble: string | undefined;
  #isReading = false;

  /** @param ended is told when nobody follows it any more */
  constructor(reading: Reading, ended: () => void) {
    this.#reading = reading;
    this.#ended = ended;
  }

  /** Tells a follower what has changed since a version, and from now on; answers with how to leave. */
  follow(follower: Follower, since: string | undefined): () => void {
    this.#followers.set(follower, since);
    this.#bringUp(follower);
    if (this.#trouble !== undefined) follower.troubled(this.#trouble);
    if (!this.#isReading) void this.#keepReading();
    return () => void this.#followers.delete(follower);
  }

  get isFollowed(): boolean {
    return this.#followers.size > 0;
  }

  /** What has changed since a version, after one look. */
  async look(since: string | undefined): Promise<Change | undefined> {
    this.#changes.take(await this.#reading.read());
    return this.#changes.since(since);
  }

  async #keepReading(): Promise<void> {
    this.#isReading = true;
    while (this.#followers.size > 0) {
      await this.#readOnce();
      await delay(this.#reading.intervalMillis, undefined, { ref: false });
    }
    this.#isReading = false;
    this.#ended();
  }

  async #readOnce(): Promise<void> {
    try {
      const isNews = this.#changes.take(await this.#reading.read());
      const isBack = this.#trouble !== undefined;
      this.#trouble = undefined;
      if (isNews || isBack) for (const follower of this.#followers.keys()) this.#bringUp(follower, isBack);
    } catch (error) {
      const what = this.#reading.tell(error);
      if (what === this.#trouble) return;
      this.#trouble = what;
      for (const follower of this.#followers.keys()) follower.troubled(what);
    }
  }

  #bringUp(follower: Follower, isBack = false): void {
    const change = this.#changes.since(this.#followers.get(follower));
    if (change) {
      this.#followers.set(follower, change.id);
      follower.changed(change);
    } else if (isBack) follower.changed({ id: this.#changes.id, fields: {} });
  }
}
