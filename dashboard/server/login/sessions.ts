import { randomBytes } from 'node:crypto';
import type { Person } from './person.ts';

/** A working day; after that the provider is asked again. */
const LASTS_MILLIS = 10 * 3600 * 1000;

/** More are not kept: the oldest is forgotten. */
const MOST = 10_000;

/** Who has logged in, by ids that nobody can guess, in this process alone: after a restart people log in again. */
export class Sessions {
  readonly #kept = new Map<string, { readonly person: Person; readonly until: number }>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Begins a session under an id of its own, whatever the browser had before. */
  begin(person: Person): string {
    const id = randomBytes(32).toString('base64url');
    this.#kept.set(id, { person, until: this.#now() + LASTS_MILLIS });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST && oldest !== undefined) this.#kept.delete(oldest);
    return id;
  }

  personOf(id: string): Person | undefined {
    const session = this.#kept.get(id);
    if (session && this.#now() < session.until) return session.person;
    this.#kept.delete(id);
    return undefined;
  }

  end(id: string): void {
    this.#kept.delete(id);
  }
}
