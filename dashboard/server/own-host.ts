/** Names under which this machine knows itself. */
const OWN = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Whether a request's Host header names this machine by a name that nobody else can give it, or by the address that people know. */
export function isOwnHost(host: string | undefined, url?: URL): boolean {
  if (url && host?.toLowerCase() === url.host) return true;
  const [, name] = /^(\[[^\]]*\]|[^:]*)(?::\d{1,5})?$/.exec(host ?? '') ?? [];
  return name !== undefined && OWN.has(name.toLowerCase());
}
