import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { Ajv, type ValidateFunction } from 'ajv';

interface Operation {
  readonly body?: { readonly properties: object };
  readonly query: readonly string[];
}

/** GitHub's own description of what the action asks for (https://github.com/octokit/openapi). */
const { operations } = JSON.parse(readFileSync('test/client/github-action/github-api.json', 'utf8')) as {
  operations: Readonly<Record<string, Operation>>;
};

interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly query: readonly string[];
  readonly validate: ValidateFunction | undefined;
}

const ajv = new Ajv({ strict: false });
const ROUTES: readonly Route[] = Object.entries(operations).map(([name, { body, query }]) => {
  const [method = '', path = ''] = name.split(' ');
  return {
    method,
    path: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    query,
    // GitHub overlooks a field that it does not know, which here would be a slip.
    validate: body && ajv.compile({ ...body, additionalProperties: false }),
  };
});

export interface Asked {
  readonly what: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A stand-in for GitHub's API that takes only what its description allows, and keeps comments. */
export async function startGitHub(token: string) {
  const asked: Asked[] = [];
  const comments: { id: number; body: string }[] = [];
  const forbidden = new Set<string>();
  const server = createServer((request, response) => {
    const answer = (status: number, content: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
    void (async () => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://github');
      const { method = '' } = request;
      const body = method === 'GET' ? {} : ((await json(request)) as Asked['body']);
      const route = ROUTES.find((each) => each.method === method && each.path.test(pathname));
      if (route === undefined) return answer(404, { message: 'Not Found' });
      if (request.headers.authorization !== `Bearer ${token}` || forbidden.has(pathname))
        return answer(403, { message: 'Resource not accessible by integration' });
      const strange = [...searchParams.keys()].filter((name) => !route.query.includes(name));
      if (strange.length > 0 || route.validate?.(body) === false)
        return answer(422, { message: 'Validation Failed', strange, errors: route.validate?.errors });
      asked.push({ what: `${method} ${pathname}`, body });
      const id = Number(pathname.split('/').at(-1));
      if (method === 'GET') {
        const [size, page] = [Number(searchParams.get('per_page')), Number(searchParams.get('page'))];
        return answer(200, comments.slice(size * (page - 1), size * page));
      }
      if (method === 'PATCH') {
        const comment = comments.find((each) => each.id === id);
        if (comment) comment.body = String(body['body']);
        return answer(200, comment);
      }
      const made = { id: 1000 + asked.length, body: String(body['body']) };
      if (pathname.endsWith('/comments')) comments.push(made);
      return answer(201, made);
    })();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    comments,
    /** Answers this path as GitHub does where a token may not. */
    forbid: (path: string) => forbidden.add(path),
    close: () => server.close(),
  };
}
