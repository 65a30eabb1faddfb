import { userInfo } from 'node:os';
import { Option } from 'commander';

/** The argument of commands that are about one rollout. */
export const ROLLOUT = ['<rollout>', 'ENVIRONMENT/SERVICE, for example shop/cart'] as const;

export const outputOption = (): Option =>
  new Option('-o, --output <format>', 'how to print').choices(['text', 'json']).default('text');

/** Who gives a command, unless they say. */
export const operator = (): string => userInfo().username;
