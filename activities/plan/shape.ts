import type { Problem } from './problem.ts';

/** No field of a deployment file is nested half as deeply. */
const MAX_DEPTH = 20;

/** Says why a value is not plain data that may be looked at further: how deep it is, or a key that JavaScript acts on. */
export function shapeProblem(value: unknown, path: readonly string[] = []): Problem | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const at = path.join('.') || '(file)';
  if (path.length > MAX_DEPTH) return { path: at, message: `is nested more than ${MAX_DEPTH} levels deep` };
  if (Object.hasOwn(value, '__proto__')) return { path: at, message: 'must not have a field __proto__' };
  for (const [key, inner] of Object.entries(value)) {
    const problem = shapeProblem(inner, [...path, key]);
    if (problem) return problem;
  }
  return undefined;
}
