/** Names under which this machine knows itself. */
const OWN = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Whether a request's Host header names this machine by a name that nobody else can give it. */
export function isOwnHost(host: string | undefined): boolean {
  const [, name] = /^(\[[^\]]*\]|[^:]*)(?::\d{1,5})?$/.exec(host ?? '') ?? [];
  return name !== undefined && OWN.has(name.toLowerCase());
}
