/** Where somebody wanted to go before they logged in: a page of this server, whatever was asked for; its first page where it is not. */
export function ownPath(wanted: string | undefined, url: URL): string {
  const target = wanted?.startsWith('/') === true ? URL.parse(wanted, url) : null;
  if (target?.origin !== url.origin) return '/';
  const path = `${target.pathname}${target.search}`;
  // What a browser takes for another host at the second look.
  return path.startsWith('//') || /^\/log(in|out)\b/.test(path) ? '/' : path;
}
