import type {
  Action,
  AuthenticateCognitoActionConfig,
  AuthenticateOidcActionConfig,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { JsonObject } from '@bufbuild/protobuf';

/**
 * What an action answers to a caller without a session or a token, and here nobody ever has one; undefined where it lets all requests on
 * to the next action. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html
 */
export function answerToStranger(action: Action): JsonObject | undefined {
  switch (action.Type) {
    case 'authenticate-oidc':
      return action.AuthenticateOidcConfig && oidcAnswer(action.AuthenticateOidcConfig);
    case 'authenticate-cognito':
      return action.AuthenticateCognitoConfig && cognitoAnswer(action.AuthenticateCognitoConfig);
    case 'jwt-validation':
      return unauthorized;
    case 'forward':
    case 'redirect':
    case 'fixed-response':
    case undefined:
      return undefined;
  }
}

const oidcAnswer = (login: AuthenticateOidcActionConfig) =>
  byPolicy(login.OnUnauthenticatedRequest, login.AuthorizationEndpoint, login.ClientId, login.Scope);

const cognitoAnswer = (login: AuthenticateCognitoActionConfig) =>
  byPolicy(
    login.OnUnauthenticatedRequest,
    `https://${login.UserPoolDomain}.amazoncognito.com/oauth2/authorize`,
    login.UserPoolClientId,
    login.Scope,
  );

function byPolicy(
  policy: string | undefined,
  endpoint = '',
  client = '',
  scope = 'openid',
): JsonObject | undefined {
  if (policy === 'allow') return undefined;
  return policy === 'deny' ? unauthorized : loginAt(endpoint, client, scope);
}

const unauthorized: JsonObject = { direct_response: { status: 401 } };

function loginAt(endpoint: string, client: string, scope: string): JsonObject {
  const { protocol, hostname, port, pathname } = new URL(endpoint);
  const query = new URLSearchParams({ client_id: client, response_type: 'code', scope });
  return {
    redirect: {
      scheme_redirect: protocol.replace(':', ''),
      host_redirect: hostname,
      ...(port !== '' && { port_redirect: Number(port) }),
      path_redirect: `${pathname}?${query.toString()}`,
      response_code: 'FOUND',
    },
  };
}
