import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { NOTIFICATION_KINDS } from '../../../workflows/rollout/notifications.ts';
import type { Place } from './place.ts';

const form = z.object({
  type: z.string(),
  data: z.object({
    kind: z.enum(NOTIFICATION_KINDS),
    canary: z.string(),
    weight: z.number().optional(),
    until: z.string().optional(),
    reason: z.string(),
  }),
});

/** A receiver of signed webhooks, which keeps what it is told and refuses what is not signed. */
export interface Messages extends Place {
  readonly url: string;
  /** The kinds of a version's messages, in the order of arrival. */
  kinds(version: string): string[];
  close(): void;
}

export async function receiveMessages(secret: string): Promise<Messages> {
  const got: z.output<typeof form>['data'][] = [];
  const server: Server = createServer((request, response) => {
    void text(request)
      .then((body) => new Webhook(secret).verify(body, request.headers as Record<string, string>))
      .then((message) => void got.push(form.parse(message).data))
      .then(
        () => response.end(),
        (error: unknown) => response.writeHead(400).end(String(error)),
      );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const of = (version: string) => got.filter(({ canary }) => canary === version);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    kinds: (version) => of(version).map(({ kind }) => kind),
    close: () => void server.close(),
    where: (version) => {
      const { weight, until, kind, reason } = of(version).at(-1) ?? {};
      return Promise.resolve(
        weight === undefined || until === undefined
          ? undefined
          : { version, weight, why: `${kind}: ${reason}`, until: Date.parse(until) },
      );
    },
    end: (version) => {
      const last = of(version).find(({ kind }) => ['promoted', 'rolledBack', 'aborted'].includes(kind));
      return Promise.resolve(last && { version, outcome: last.kind, reason: last.reason });
    },
  };
}
