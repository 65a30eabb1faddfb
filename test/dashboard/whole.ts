/** A value with every field that its type knows: a field that is added to the type does not compile until it is filled in. */
export type Whole<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends readonly (infer E)[]
    ? readonly Whole<E>[]
    : { readonly [K in keyof T]-?: Whole<Exclude<T[K], undefined>> };

/** Where a text stands in a value: names of fields and places in lists. */
export type Path = readonly (string | number)[];

/** Where all texts of a value stand. @throws Error at a list without any, of which no text could be known */
export function textsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'string') return [path];
  if (Array.isArray(value) && value.length === 0) throw new Error(`${path.join('.')} is empty`);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => textsIn(each, [...path, name]));
}

/** The same value with other texts at some places. */
export function withTexts<T>(value: T, isMeant: (path: Path) => boolean, text: string, path: Path = []): T {
  if (typeof value === 'string') return (isMeant(path) ? text : value) as T;
  if (typeof value !== 'object' || value === null) return value;
  const each = (name: string, inside: unknown) => withTexts(inside, isMeant, text, [...path, name]);
  if (Array.isArray(value)) return value.map((inside, i) => each(`${i}`, inside)) as T;
  return Object.fromEntries(Object.entries(value).map(([name, inside]) => [name, each(name, inside)])) as T;
}
