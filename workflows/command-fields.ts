import type { CommandInput } from './rollout/command.ts';

/** Commands come from people's shells too: a bare text is a reason, nothing is fine, and a field of a wrong type is no field. */
export function commandFields(given: unknown): CommandInput {
  if (typeof given === 'string') return { reason: given };
  const input = (typeof given === 'object' && given !== null ? given : {}) as Readonly<
    Record<string, unknown>
  >;
  const { proof } = input;
  const text = (key: 'by' | 'reason' | 'id') => {
    const value = input[key];
    return typeof value === 'string' && value !== '' ? { [key]: value.slice(0, MAX_TEXT) } : {};
  };
  const number = (key: 'expectedStep' | 'weight') =>
    typeof input[key] === 'number' ? { [key]: input[key] } : {};
  return {
    ...text('by'),
    ...text('reason'),
    ...text('id'),
    ...number('expectedStep'),
    ...number('weight'),
    groups: texts(input['groups']),
    step: input['step'] === true,
    force: input['force'] === true,
    supersedes: input['supersedes'] === true,
    holdVerdict: input['holdVerdict'] === true,
    ...(typeof proof === 'string' && { proof }),
  };
}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

/** What people write is kept with the rollout, so it has an end. */
export const MAX_TEXT = 1000;
