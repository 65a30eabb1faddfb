import type { NativeConnection } from '@temporalio/worker';
import { SEARCH_ATTRIBUTES } from '../workflows/search-attributes.ts';

/** Temporal's numbers for the type Keyword and for the error «it is there already». */
const KEYWORD = 2;
const ALREADY_EXISTS = 6;

/**
 * Registers what rollouts are found by, where it is not known yet. Answers whether rollouts can use it: Temporal Cloud
 * lets only administrators register, and a rollout that used what is not known would hang.
 */
export async function registerSearchAttributes(
  connection: NativeConnection,
  namespace = 'default',
): Promise<boolean> {
  const searchAttributes = Object.fromEntries(
    Object.values(SEARCH_ATTRIBUTES).map((name) => [name, KEYWORD]),
  );
  try {
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
    return true;
  } catch (error) {
    return (error as { code?: number }).code === ALREADY_EXISTS || knows(connection, namespace);
  }
}

/** Whether somebody else has registered all of them. */
async function knows(connection: NativeConnection, namespace: string): Promise<boolean> {
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    return Object.values(SEARCH_ATTRIBUTES).every((name) => Number(customAttributes?.[name]) === KEYWORD);
  } catch {
    return false;
  }
}
