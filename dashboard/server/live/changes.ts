import { randomUUID } from 'node:crypto';

/** What has changed of a model since a version of it: its fields, each as JSON. */
export interface Change {
  /** Names the version that this leads to. */
  readonly id: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** When a model was read; it changes with every look, and is told with whatever else has. */
const MOMENT = 'at';

/** A model's versions, told field by field. Whoever knows a version of another life is told everything. */
export class Changes {
  readonly #life = randomUUID();
  readonly #fields = new Map<
    string,
    { readonly json: string; readonly value: unknown; readonly version: number }
  >();
  #version = 0;
  #at: unknown;

  /** Takes the model as it is now; answers whether that is another version. */
  take(model: object): boolean {
    const next = this.#version + 1;
    const given = new Map(Object.entries(model));
    for (const name of this.#fields.keys()) if (!given.has(name)) given.set(name, undefined);
    for (const [name, value] of given) {
      // What is undefined would be left out, and stay.
      const json = JSON.stringify(value) ?? 'null';
      if (name === MOMENT) this.#at = value;
      else if (this.#fields.get(name)?.json !== json) {
        this.#fields.set(name, { json, value: value ?? null, version: next });
        this.#version = next;
      }
    }
    return this.#version === next;
  }

  /** What has changed since a version; undefined where nothing has. */
  since(id: string | undefined): Change | undefined {
    const [life, known] = (id ?? '').split('/');
    const version = life === this.#life ? Number(known) : 0;
    const changed = [...this.#fields].filter(([, field]) => field.version > version);
    if (changed.length === 0) return undefined;
    return {
      id: this.id,
      fields: {
        [MOMENT]: this.#at,
        ...Object.fromEntries(changed.map(([name, { value }]) => [name, value])),
      },
    };
  }

  /** Names the present version. */
  get id(): string {
    return `${this.#life}/${this.#version}`;
  }
}
