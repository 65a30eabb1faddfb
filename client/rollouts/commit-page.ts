import { COMMIT } from '../../workflows/messages.ts';

/** Where the commit of a rollout's version can be seen, by its memo; undefined where that says no web page. */
export function commitIn(memo: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const told = memo?.[COMMIT];
  return typeof told === 'string' && URL.parse(told)?.protocol === 'https:' ? told : undefined;
}
