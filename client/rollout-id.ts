import { rolloutId } from '../workflows/messages.ts';
import { CommandFailure, EXIT } from './exit-codes.ts';

/** Takes `ENVIRONMENT/SERVICE`, or a whole workflow id as Temporal shows it. */
export function parseRolloutId(text: string): string {
  const [environment, service, ...rest] = text.replace(/^canary\//, '').split('/');
  if (!environment || !service || rest.length > 0) {
    throw new CommandFailure(
      EXIT.badInput,
      `«${text}» is no rollout: write ENVIRONMENT/SERVICE, such as shop/cart`,
    );
  }
  return rolloutId(environment, service);
}
