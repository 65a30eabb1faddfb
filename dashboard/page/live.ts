/** How a page hears of what changes. */
export type Connection = 'connecting' | 'live' | 'polling' | 'lost';

export interface Heard {
  /** Fields of the page's model that are others now. */
  changed(fields: object): void;
  connection(state: Connection, trouble?: string): void;
}

const POLL_MILLIS = 3000;

/** A stream that could not be opened so often is not to be had, as behind a proxy that keeps it back. */
const TRIES = 3;

/** Follows the page at an address by one stream of events; where there is none to be had, by asking again and again. */
export function followPage({ pathname, search }: Location, heard: Heard): void {
  const url = `/live${pathname}${search}`;
  let failures = 0;
  let last: string | undefined;
  const source = new EventSource(url);
  const told = (event: MessageEvent) => {
    failures = 0;
    if (event.lastEventId) last = event.lastEventId;
    return JSON.parse(event.data as string) as object;
  };
  source.addEventListener('server', (event) => {
    reloadUnlessSame(told(event));
    heard.connection('live');
  });
  source.addEventListener('change', (event) => {
    heard.changed(told(event));
    heard.connection('live');
  });
  source.addEventListener('trouble', (event) =>
    heard.connection('lost', (told(event) as { what: string }).what),
  );
  source.addEventListener('error', () => {
    heard.connection('lost');
    if (++failures < TRIES && source.readyState !== EventSource.CLOSED) return;
    source.close();
    void poll(url, last, heard);
  });
}

async function poll(url: string, since: string | undefined, heard: Heard): Promise<void> {
  let last = since;
  for (;;) {
    try {
      const response = await fetch(url, { headers: last === undefined ? {} : { 'last-event-id': last } });
      // The session is over: the page leads to the login.
      if (response.status === 401) location.reload();
      if (!response.ok) throw new Error(response.statusText);
      const { id, fields, ...server } = (await response.json()) as { id?: string; fields?: object };
      reloadUnlessSame(server);
      last = id ?? last;
      if (fields) heard.changed(fields);
      heard.connection('polling');
    } catch {
      heard.connection('lost');
    }
    await new Promise((done) => setTimeout(done, POLL_MILLIS));
  }
}

/** A server with another script may tell what this one does not understand. */
function reloadUnlessSame(server: object): void {
  const { script } = server as { readonly script?: string };
  if (script !== undefined && !import.meta.url.endsWith(script)) location.reload();
}
