/** A browser as far as logging in needs one: it follows redirects and keeps cookies, by host and port. */
export class Visitor {
  readonly jar = new Map<string, Map<string, string>>();

  /** The last answer that is no redirect. */
  async go(
    url: string,
    init: RequestInit = {},
  ): Promise<Response & { readonly text: () => Promise<string> }> {
    let [at, how] = [new URL(url), init];
    for (let hops = 0; hops < 20; hops++) {
      const answer = await this.ask(at, how);
      const location = answer.headers.get('location');
      if (location === null) return answer;
      [at, how] = [new URL(location, at), {}];
    }
    throw new Error('redirected without end');
  }

  /** One answer, redirect or not. */
  async ask(url: URL | string, init: RequestInit = {}): Promise<Response> {
    const { host } = new URL(url);
    const kept = this.jar.get(host) ?? new Map<string, string>();
    this.jar.set(host, kept);
    const answer = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        cookie: [...kept].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(init.headers as Record<string, string>),
      },
    });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '') kept.delete(name);
      else kept.set(name, value);
    }
    return answer;
  }

  /** Opens a page of a dashboard, and logs in at the provider that it leads to. */
  async logIn(url: string, name: string): Promise<string> {
    const answer = await this.go(url);
    const [, action] = /<form[^>]* action="([^"]+)"/.exec(await answer.text()) ?? [];
    if (action === undefined) throw new Error(`${answer.url} asks for no login`);
    const page = await this.go(new URL(action, answer.url).href, {
      method: 'POST',
      body: new URLSearchParams({ prompt: 'login', login: name, password: 'any' }),
    });
    return page.text();
  }
}
