import type { Owner } from '../../workflows/rollout/owner.ts';
import { serviceTags } from '../ownership.ts';
import type { Statement } from './statement.ts';

type Condition = NonNullable<Statement['condition']>;

const tagged = (key: 'ResourceTag' | 'RequestTag', owner: Owner): Record<string, readonly string[]> =>
  Object.fromEntries(
    Object.entries(serviceTags(owner)).map(([tag, value]) => [`aws:${key}/${tag}`, [value]]),
  );

/** That something is an owner's already, by its tags. */
export const isOwners = (owner: Owner): Condition => ({ StringEquals: tagged('ResourceTag', owner) });

/** That what is made gets an owner's tags, and something else holds too. */
export const becomesOwners = (owner: Owner, more: Record<string, readonly string[]> = {}): Condition => ({
  StringEquals: { ...tagged('RequestTag', owner), ...more },
});
