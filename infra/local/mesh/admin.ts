import { createServer, type Server } from 'node:http';
import type { Session } from './delivery/session.ts';
import type { MeshServer } from './mesh.ts';

interface Answer {
  readonly status: 200 | 400 | 404 | 409;
  readonly body: unknown;
}

/**
 * What the mesh tells of itself, as JSON:
 * - `GET /released?address=127.0.0.1:<port>`: 200 when no Envoy knows this endpoint any more, else 409;
 * - `GET /settled?version=<n>&timeout_seconds=<s>`: 200 when every connected Envoy has acknowledged routes and endpoints of
 *   version n of the API or a newer one; else 409, after waiting that long (0 s unless told);
 * - `GET /state`: what each Envoy has acknowledged.
 */
export function createAdmin(mesh: MeshServer): Server {
  return createServer((request, response) => {
    void answer(mesh, new URL(request.url!, 'http://localhost')).then(({ status, body }) => {
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(`${JSON.stringify(body, null, 2)}\n`);
    });
  });
}

async function answer(mesh: MeshServer, { pathname, searchParams }: URL): Promise<Answer> {
  if (pathname === '/state') return { status: 200, body: stateOf(mesh) };
  if (pathname === '/released') return released(mesh, searchParams.get('address') ?? '');
  if (pathname === '/settled') {
    return settled(
      mesh,
      Number(searchParams.get('version')),
      Number(searchParams.get('timeout_seconds') ?? 0),
    );
  }
  return { status: 404, body: { error: 'try /state, /released?address=… or /settled?version=…' } };
}

function released(mesh: MeshServer, text: string): Answer {
  const [, address, port] = text.match(/^(.+):(\d+)$/) ?? [];
  if (address === undefined) return { status: 400, body: { error: `address «${text}» must be <ip>:<port>` } };
  const endpoint = { address, port: Number(port) };
  const knownBy = [...mesh.sessions]
    .filter((session) => session.knows(endpoint))
    .map(({ envoy }) => envoy.id);
  return { status: mesh.isReleased(endpoint) ? 200 : 409, body: { address: text, knownBy } };
}

async function settled(mesh: MeshServer, version: number, timeoutSeconds: number): Promise<Answer> {
  if (!Number.isInteger(version)) return { status: 400, body: { error: 'version must be a whole number' } };
  const inTime = AbortSignal.timeout(Math.round(timeoutSeconds * 1000));
  await mesh.settled(version, inTime).catch(() => undefined);
  const behind = [...mesh.sessions].filter(({ settledVersion = -1 }) => settledVersion < version);
  const body = { version: mesh.snapshot?.version, behind: behind.map(envoyState) };
  return { status: mesh.isSettled(version) ? 200 : 409, body };
}

function stateOf(mesh: MeshServer) {
  return { version: mesh.snapshot?.version, envoys: [...mesh.sessions].map(envoyState) };
}

function envoyState(session: Session) {
  const { envoy, settledVersion, rejected, acknowledged } = session;
  return { id: envoy.id, settledVersion, rejected, acknowledged };
}
