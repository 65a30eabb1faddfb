import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { JsonObject } from '@bufbuild/protobuf';
import { dimensionOf, type Listener } from '../snapshot.ts';
import { answerToStranger } from './login.ts';
import { matchesOf } from './match.ts';

/** The rules of a listener in their order: envoy.config.route.v3.RouteConfiguration. */
export function listenerRoutes(name: string, { rules }: Listener, groups: ReadonlySet<string>): JsonObject {
  const routes = rules.flatMap(({ conditions, actions }) =>
    matchesOf(conditions).map((match) => ({ match, ...actionOf(actions, groups) })),
  );
  return {
    '@type': 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration',
    name,
    virtual_hosts: [{ name: 'listener', domains: ['*'], routes }],
  };
}

/** As long as a load balancer waits for an answer unless told otherwise. */
const idleTimeout = '60s';

/** What becomes of a request: the last action of a rule, unless one before it asks who calls. */
function actionOf(actions: readonly Action[], groups: ReadonlySet<string>): JsonObject {
  const ordered = actions.toSorted((a, b) => (a.Order ?? 0) - (b.Order ?? 0));
  for (const each of ordered) {
    const answer = answerToStranger(each);
    if (answer !== undefined) return answer;
  }
  const action = ordered.at(-1);
  switch (action?.Type) {
    case 'forward':
      return forward(action, groups);
    case 'redirect':
      return { redirect: redirect(action) };
    case 'fixed-response':
      return fixedResponse(action);
    case 'authenticate-cognito':
    case 'authenticate-oidc':
    case 'jwt-validation':
    case undefined:
      return unavailable;
  }
}

const unavailable: JsonObject = { direct_response: { status: 503 } };

/** Who gets what an action forwards, by weight. */
export function clustersOf({ TargetGroupArn, ForwardConfig }: Action, groups: ReadonlySet<string>) {
  const given = ForwardConfig?.TargetGroups ?? [{ TargetGroupArn }];
  return given
    .filter((group) => groups.has(group.TargetGroupArn ?? ''))
    .map((group) => ({ name: dimensionOf(group.TargetGroupArn!), weight: group.Weight ?? 1 }));
}

function forward(action: Action, groups: ReadonlySet<string>): JsonObject {
  const clusters = clustersOf(action, groups);
  // Envoy refuses weights that are all 0, and with them every other route.
  if (clusters.every(({ weight }) => weight === 0)) return unavailable;
  return { route: { weighted_clusters: { clusters }, timeout: idleTimeout } };
}

/** `#{protocol}`, `#{host}`, `#{port}` and `/#{path}` are those of the request, which Envoy keeps where nothing is said. */
function redirect({ RedirectConfig: to = { StatusCode: undefined } }: Action): JsonObject {
  const isGiven = (value: string | undefined): value is string =>
    value !== undefined && !value.includes('#{');
  return {
    ...(isGiven(to.Protocol) && { scheme_redirect: to.Protocol.toLowerCase() }),
    ...(isGiven(to.Host) && { host_redirect: to.Host }),
    ...(isGiven(to.Port) && { port_redirect: Number(to.Port) }),
    ...(isGiven(to.Path) && { path_redirect: to.Path }),
    response_code: to.StatusCode === 'HTTP_302' ? 'FOUND' : 'MOVED_PERMANENTLY',
  };
}

function fixedResponse({ FixedResponseConfig: response }: Action): JsonObject {
  const { StatusCode = '503', MessageBody = '', ContentType = 'text/plain' } = response ?? {};
  return {
    direct_response: { status: Number(StatusCode), body: { inline_string: MessageBody } },
    response_headers_to_add: [
      {
        header: { key: 'content-type', value: ContentType },
        append_action: 'OVERWRITE_IF_EXISTS_OR_ADD',
      },
    ],
  };
}
