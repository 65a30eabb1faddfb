import { printable, unprintableIn } from '../printable.ts';
import type { Problem } from './problem.ts';

/** No field of a deployment file is nested half as deeply. */
const MAX_DEPTH = 20;

/** Characters of all fields and texts, each value counting as one more: more than the largest template takes as base64. */
const MAX_SIZE = 256 * 1024;

/**
 * Says why a value is not plain data that may be looked at further: its size or depth, a key that JavaScript acts on, or a character that
 * terminals act on. Comes before all else, since that takes time by the size.
 */
export const shapeProblem = (value: unknown): Problem | undefined => problemAt(value, [], { left: MAX_SIZE });

function problemAt(value: unknown, path: readonly string[], size: { left: number }): Problem | undefined {
  const at = path.join('.') || '(file)';
  size.left -= 1 + (typeof value === 'string' ? value.length : 0);
  if (size.left < 0)
    return { path: at, message: `must end before this: ${MAX_SIZE} characters are the most` };
  const unprintable = typeof value === 'string' ? unprintableIn(value) : undefined;
  if (unprintable) return { path: at, message: `must not have the control character ${unprintable} in it` };
  if (typeof value !== 'object' || value === null) return undefined;
  if (path.length > MAX_DEPTH) return { path: at, message: `is nested more than ${MAX_DEPTH} levels deep` };
  if (Object.hasOwn(value, '__proto__')) return { path: at, message: 'must not have a field __proto__' };
  for (const [key, inner] of Object.entries(value)) {
    size.left -= key.length;
    if (unprintableIn(key))
      return { path: at, message: `must not have a field with control characters: ${printable(key)}` };
    const problem = problemAt(inner, [...path, key], size);
    if (problem) return problem;
  }
  return undefined;
}
