import { createServer, type Server } from 'node:http';
import type { ManagementServer, Versioned } from './delivery/management-server.ts';
import type { Session } from './delivery/session.ts';

type Service = ManagementServer<Versioned>;

interface Answer {
  readonly status: 200 | 400 | 404 | 409;
  readonly body: unknown;
}

/**
 * What a management service tells of itself, as JSON, beside further pages of its own:
 * - `GET /released?address=127.0.0.1:<port>`: 200 when no Envoy knows this endpoint any more, else 409;
 * - `GET /settled?version=<n>&timeout_seconds=<s>`: 200 when every connected Envoy has acknowledged routes and endpoints of
 *   version n of the API or a newer one; else 409, after waiting that long (0 s unless told);
 * - `GET /state`: what each Envoy has acknowledged.
 */
export function createAdmin(service: Service, pages: Readonly<Record<string, () => unknown>> = {}): Server {
  return createServer((request, response) => {
    void answer(service, pages, new URL(request.url!, 'http://localhost')).then(({ status, body }) => {
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(`${JSON.stringify(body, null, 2)}\n`);
    });
  });
}

async function answer(
  service: Service,
  pages: Readonly<Record<string, () => unknown>>,
  { pathname, searchParams }: URL,
): Promise<Answer> {
  const page = pages[pathname];
  if (page !== undefined) return { status: 200, body: page() };
  if (pathname === '/state') return { status: 200, body: stateOf(service) };
  if (pathname === '/released') return released(service, searchParams.get('address') ?? '');
  if (pathname === '/settled') {
    return settled(
      service,
      Number(searchParams.get('version')),
      Number(searchParams.get('timeout_seconds') ?? 0),
    );
  }
  return { status: 404, body: { error: 'try /state, /released?address=… or /settled?version=…' } };
}

function released(service: Service, text: string): Answer {
  const [, address, port] = text.match(/^(.+):(\d+)$/) ?? [];
  if (address === undefined) return { status: 400, body: { error: `address «${text}» must be <ip>:<port>` } };
  const endpoint = { address, port: Number(port) };
  const knownBy = [...service.sessions]
    .filter((session) => session.knows(endpoint))
    .map(({ envoy }) => envoy.id);
  return { status: service.isReleased(endpoint) ? 200 : 409, body: { address: text, knownBy } };
}

async function settled(service: Service, version: number, timeoutSeconds: number): Promise<Answer> {
  if (!Number.isInteger(version)) return { status: 400, body: { error: 'version must be a whole number' } };
  const inTime = AbortSignal.timeout(Math.round(timeoutSeconds * 1000));
  await service.settled(version, inTime).catch(() => undefined);
  const behind = [...service.sessions].filter(({ settledVersion = -1 }) => settledVersion < version);
  const body = { version: service.snapshot?.version, behind: behind.map(envoyState) };
  return { status: service.isSettled(version) ? 200 : 409, body };
}

function stateOf(service: Service) {
  return { version: service.snapshot?.version, envoys: [...service.sessions].map(envoyState) };
}

function envoyState(session: Session) {
  const { envoy, settledVersion, rejected, acknowledged } = session;
  return { id: envoy.id, settledVersion, rejected, acknowledged };
}
