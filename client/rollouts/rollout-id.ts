import { rolloutId } from '../../workflows/messages.ts';
import { Trouble } from '../trouble.ts';

/**
 * The workflow id of `ENVIRONMENT/SERVICE`; takes a whole workflow id, as Temporal shows it, too.
 *
 * @throws Trouble `badInput`
 */
export function parseRolloutId(text: string): string {
  const [environment, service, ...rest] = text.replace(/^canary\//, '').split('/');
  const names = [environment, service].every((name) => /^[A-Za-z0-9-]+$/.test(name ?? ''));
  if (!environment || !service || !names || rest.length > 0) {
    throw new Trouble(
      'badInput',
      `"${text}" is not a rollout: use ENVIRONMENT/SERVICE, for example shop/cart`,
    );
  }
  return rolloutId(environment, service);
}
