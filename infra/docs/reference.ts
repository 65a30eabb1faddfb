import { format, resolveConfig } from 'prettier';
import { rolloutSchema } from '../../activities/plan/rollout-yaml.ts';
import { commandReference } from './command-reference.ts';
import { rolloutReference, type Schema } from './rollout-reference.ts';

/** The pages that are made from the product itself, by where they stand. */
export async function referencePages(): Promise<Readonly<Record<string, string>>> {
  return {
    'docs/reference/rollout-yaml.md': await formatted(rolloutReference(rolloutSchema() as Schema)),
    'docs/reference/command.md': await formatted(await commandReference()),
  };
}

const formatted = async (page: string): Promise<string> =>
  format(page, { ...(await resolveConfig(import.meta.filename)), parser: 'markdown' });
