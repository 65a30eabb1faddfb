import { z } from 'zod';

const numeric = (value: unknown) =>
  typeof value === 'string' && /^-?\d+$/.test(value.trim()) ? Number(value) : value;

/** A whole number; the seed's pipeline writes some of them as text. */
export const whole = (min: number, max: number, what: string) => {
  const error = `must be a whole number from ${min} to ${max}: ${what}`;
  return z.preprocess(numeric, z.int({ error }).min(min, { error }).max(max, { error }));
};

/** The seed reads absent and null alike as the default. */
export const orDefault = <T extends z.ZodType>(schema: T, value: z.output<T>) =>
  z.preprocess((given) => given ?? value, schema);
