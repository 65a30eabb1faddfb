import type { RegisterTaskDefinitionRequest$ } from '@aws-sdk/client-ecs';
import { NormalizedSchema } from '@smithy/core/schema';
import { nearestName } from '../../plan/nearest-name.ts';

/**
 * What of a value AWS's own schema of a request has no place for, each the rest of a sentence: the SDK would leave a misspelt field out
 * without a word.
 */
export const unfitFields = (schema: typeof RegisterTaskDefinitionRequest$, value: unknown): string[] =>
  unfitAt(NormalizedSchema.of(schema), value, '');

function unfitAt(schema: NormalizedSchema, value: unknown, path: string): string[] {
  if (schema.isStructSchema()) {
    if (!isFields(value)) return [`has ${path}, which must be fields`];
    const members = new Map(schema.structIterator());
    return Object.entries(value).flatMap(([name, each]) => {
      const member = members.get(name);
      const at = path === '' ? name : `${path}.${name}`;
      return member === undefined ? [unknown(at, name, [...members.keys()])] : unfitAt(member, each, at);
    });
  }
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) return [`has ${path}, which must be a list`];
    return value.flatMap((each, i) => unfitAt(schema.getValueSchema(), each, `${path}[${i}]`));
  }
  if (schema.isMapSchema()) {
    if (!isFields(value)) return [`has ${path}, which must map names to values`];
    return Object.entries(value).flatMap(([name, each]) =>
      unfitAt(schema.getValueSchema(), each, `${path}.${name}`),
    );
  }
  const wanted = typeOf(schema);
  return wanted === undefined || typeof value === wanted ? [] : [`has ${path}, which must be a ${wanted}`];
}

function typeOf(schema: NormalizedSchema): 'string' | 'number' | 'boolean' | undefined {
  if (schema.isStringSchema()) return 'string';
  if (schema.isNumericSchema()) return 'number';
  return schema.isBooleanSchema() ? 'boolean' : undefined;
}

const isFields = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function unknown(path: string, name: string, known: readonly string[]): string {
  const meant = nearestName(name, known);
  return `has ${path}, which ECS does not know${meant === undefined ? '' : `: did you mean ${meant}?`}`;
}
