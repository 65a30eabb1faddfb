import { Webhook } from 'standardwebhooks';
import type { Poster } from './http-poster.ts';
import type { Notifier } from './notifier.ts';

/**
 * Signed JSON, by the rules of Standard Webhooks (https://www.standardwebhooks.com).
 *
 * @param secret the signing key: base64, with or without the prefix `whsec_`
 */
export function webhookNotifier(post: Poster, url: string, secret: string): Notifier {
  const signer = new Webhook(secret);
  return {
    async notify(event, links) {
      const body = JSON.stringify({
        type: `rollout.${event.kind}`,
        timestamp: event.at,
        data: { ...event, links },
      });
      const now = new Date();
      await post(url, body, {
        'webhook-id': event.id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': signer.sign(event.id, now, body),
      });
    },
  };
}
