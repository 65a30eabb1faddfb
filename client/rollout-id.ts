import { rolloutId } from '../workflows/messages.ts';
import { CommandFailure, EXIT } from './exit-codes.ts';

/** Takes `ENVIRONMENT/SERVICE`, or a whole workflow id as Temporal shows it. */
export function parseRolloutId(text: string): string {
  const [environment, service, ...rest] = text.replace(/^canary\//, '').split('/');
  const names = [environment, service].every((name) => /^[A-Za-z0-9-]+$/.test(name ?? ''));
  if (!environment || !service || !names || rest.length > 0) {
    throw new CommandFailure(
      EXIT.badInput,
      `«${text}» is no rollout: write ENVIRONMENT/SERVICE, such as shop/cart`,
    );
  }
  return rolloutId(environment, service);
}
