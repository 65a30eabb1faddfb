/** As much of a JSON Schema as Serin's own has. */
export interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

/** The page about `rollout.yaml`: a table for each field, and for each kind of what has kinds. */
export function rolloutReference({ properties = {}, required = [] }: Schema): string {
  const isPlain = (schema: Schema) => isScalar(schema) || isMap(schema);
  const plain = Object.entries(properties).filter(([, schema]) => isPlain(schema));
  const others = Object.entries(properties).filter(([, schema]) => !isPlain(schema));
  return [
    '# rollout.yaml',
    `Generated from the schema (\`serin schema\`) by \`npm run reference\`. Fields marked with * are required; all others may be left out.
Fields in seconds also take durations, such as \`90s\` or \`1h30m\`. Unknown fields are refused.`,
    '## Plain fields',
    table(plain.flatMap(([name, schema]) => fieldsOf(name, schema, required.includes(name)))),
    ...others.flatMap(([name, schema]) => section(name, schema, required.includes(name))),
  ].join('\n\n');
}

function section(name: string, schema: Schema, isRequired: boolean): string[] {
  const kinds = variantsOf(schema).filter((variant) => variant.properties?.['kind']?.const !== undefined);
  const heading = `## ${name}${isRequired ? ' *' : ''}`;
  const about = schema.description === undefined ? [] : [`${schema.description}.`];
  if (kinds.length === 0) return [heading, ...about, table(fieldsOf(name, schema, isRequired))];
  return [
    heading,
    ...about,
    ...kinds.flatMap((kind) => [
      `### ${name}: ${String(kind.properties?.['kind']?.const)}`,
      table(childrenOf('', kind)),
    ]),
  ];
}

interface Field {
  readonly path: string;
  readonly schema: Schema;
  readonly isRequired: boolean;
}

/** A field and all beneath it, each path once. */
function fieldsOf(path: string, schema: Schema, isRequired: boolean): Field[] {
  if (isScalar(schema) || isMap(schema)) return [{ path, schema, isRequired }].filter(isTold);
  const own: Field[] = [{ path, schema, isRequired }];
  const beneath = [
    ...childrenOf(`${path}.`, schema),
    ...(schema.items
      ? fieldsOf(`${path}[]`, schema.items, false).filter((each) => each.path !== `${path}[]`)
      : []),
    ...variantsOf(schema).flatMap((variant) =>
      fieldsOf(path, variant, false).filter((each) => each.path !== path),
    ),
  ];
  return merged([...own, ...beneath]).filter(isTold);
}

/** Each path once; what it takes in several forms, in any of them. */
function merged(fields: readonly Field[]): Field[] {
  const byPath = new Map<string, Field>();
  for (const field of fields) {
    const before = byPath.get(field.path);
    byPath.set(field.path, before ? { ...before, schema: either(before.schema, field.schema) } : field);
  }
  return [...byPath.values()];
}

function either(a: Schema, b: Schema): Schema {
  const description = a.description ?? b.description;
  return { anyOf: [a, b], ...(description !== undefined && { description }) };
}

/** A heading names the kind, and groups are named by what is in them. */
const isTold = ({ path, schema }: Field): boolean =>
  path !== 'kind' && path !== '$schema' && !(takes(schema) === 'fields' && schema.description === undefined);

const childrenOf = (prefix: string, { properties = {}, required = [] }: Schema): Field[] =>
  Object.entries(properties).flatMap(([name, schema]) =>
    fieldsOf(`${prefix}${name}`, schema, required.includes(name)),
  );

const variantsOf = ({ oneOf, anyOf }: Schema): readonly Schema[] => oneOf ?? anyOf ?? [];

const isMap = ({ properties, additionalProperties }: Schema): boolean =>
  properties === undefined && typeof additionalProperties === 'object';

const isScalar = (schema: Schema): boolean =>
  schema.properties === undefined &&
  schema.items?.properties === undefined &&
  variantsOf(schema).every(isScalar) &&
  variantsOf(schema.items ?? {}).every(isScalar);

const table = (fields: readonly Field[]): string =>
  ['| field | takes | default | means |', '| --- | --- | --- | --- |', ...fields.map(row)].join('\n');

const row = ({ path, schema, isRequired }: Field): string =>
  `| \`${path}\`${isRequired ? ' *' : ''} | ${takes(schema)} | ${defaultOf(schema)} | ${cell(schema.description ?? '')} |`;

function takes(schema: Schema): string {
  const { const: only, enum: some, type, items } = schema;
  const variants = variantsOf(schema);
  if (only !== undefined) return code(only);
  if (some) return some.map(code).join(', ');
  if (variants.length > 0) return [...new Set(variants.map(takes))].join(' or ');
  if (items) return `list of ${takes(items)}`;
  if (isMap(schema)) return 'names and values';
  return `${TYPES[type ?? ''] ?? 'fields'}${boundsOf(schema)}`;
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  object: 'fields',
};

function boundsOf({ type, minimum, maximum, exclusiveMinimum }: Schema): string {
  if (type !== 'integer' && type !== 'number') return '';
  const bounds = [
    ...(exclusiveMinimum === undefined ? [] : [`above ${exclusiveMinimum}`]),
    ...(minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? [] : [`from ${minimum}`]),
    ...(maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? [] : [`to ${maximum}`]),
  ];
  return bounds.length === 0 ? '' : ` ${bounds.join(' ')}`;
}

function defaultOf({ default: value }: Schema): string {
  if (value === undefined) return '';
  return JSON.stringify(value).length > 60 ? 'all' : code(value);
}

const code = (value: unknown): string =>
  cell(`\`${typeof value === 'string' ? value : JSON.stringify(value)}\``);

/** Text that stays within a cell, and is no HTML. */
const cell = (text: string): string =>
  text
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ')
    .replace(/<(\w+)>/g, '`<$1>`')
    .replaceAll('``', '`');
