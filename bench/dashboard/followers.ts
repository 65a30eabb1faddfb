/** Browsers that follow a page by its stream of events, without the browsers. */
export class Followers {
  readonly #leaving = new AbortController();
  #changes = 0;

  /** How often any of them was told of a change. */
  get changes(): number {
    return this.#changes;
  }

  /** Lets so many more follow a page; resolves once each of them was told what it shows. */
  async follow(url: string, count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, () => this.#one(url)));
  }

  leave(): void {
    this.#leaving.abort();
  }

  async #one(url: string): Promise<void> {
    const { signal } = this.#leaving;
    const { body } = await fetch(url, { headers: { accept: 'text/event-stream' }, signal });
    return new Promise((resolve, reject) => {
      this.#read(body as unknown as AsyncIterable<Uint8Array>, resolve).catch(reject);
    });
  }

  async #read(body: AsyncIterable<Uint8Array>, told: () => void): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const part of body) {
        const changes = decoder.decode(part, { stream: true }).split('event: change').length - 1;
        this.#changes += changes;
        if (changes > 0) told();
      }
    } catch (error) {
      if (!this.#leaving.signal.aborted) throw error;
    }
  }
}
