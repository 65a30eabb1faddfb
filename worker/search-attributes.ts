import { encodeSearchAttributeIndexedValueType } from '@temporalio/common/lib/search-attributes.js';
import type { NativeConnection } from '@temporalio/worker';
import { SEARCH_ATTRIBUTES, SEARCH_ATTRIBUTE_TYPES } from '../workflows/search-attributes.ts';

/** Temporal's number for the error «it is there already». */
const ALREADY_EXISTS = 6;

/** Each by its name, with Temporal's number for its type. */
const WANTED = Object.fromEntries(
  (Object.keys(SEARCH_ATTRIBUTES) as (keyof typeof SEARCH_ATTRIBUTES)[]).map((key) => [
    SEARCH_ATTRIBUTES[key],
    Number(encodeSearchAttributeIndexedValueType(SEARCH_ATTRIBUTE_TYPES[key])),
  ]),
);

/**
 * Registers what rollouts are found by, where it is not known yet. Answers whether rollouts can use it: Temporal Cloud
 * lets only administrators register, and a rollout that used what is not known would hang.
 */
export async function registerSearchAttributes(
  connection: NativeConnection,
  namespace = 'default',
): Promise<boolean> {
  const known = await knownIn(connection, namespace);
  const missing = Object.entries(WANTED).filter(([name, type]) => Number(known?.[name]) !== type);
  if (missing.length === 0) return true;
  try {
    const searchAttributes = Object.fromEntries(missing);
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
    return true;
  } catch (error) {
    // Another worker was quicker; where it is not known what was there before, all of it may not be.
    return known !== undefined && (error as { code?: number }).code === ALREADY_EXISTS;
  }
}

/** What is registered, by name; undefined where that is not told. */
const knownIn = (connection: NativeConnection, namespace: string) =>
  connection.operatorService.listSearchAttributes({ namespace }).then(
    ({ customAttributes }) => customAttributes ?? {},
    () => undefined,
  );
