import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { groupsOf, withGroups } from '../../../activities/load-balancing/alb/actions.ts';

/** Described as AWS describes it: without its secret. */
const OIDC: Action = {
  Type: 'authenticate-oidc',
  Order: 1,
  AuthenticateOidcConfig: {
    Issuer: 'https://login.example',
    AuthorizationEndpoint: 'https://login.example/authorize',
    TokenEndpoint: 'https://login.example/token',
    UserInfoEndpoint: 'https://login.example/user',
    ClientId: 'cart',
    Scope: 'openid',
  },
};
const COGNITO: Action = {
  Type: 'authenticate-cognito',
  Order: 1,
  AuthenticateCognitoConfig: { UserPoolArn: 'pool', UserPoolClientId: 'cart', UserPoolDomain: 'login' },
};
const JWT: Action = {
  Type: 'jwt-validation',
  Order: 1,
  JwtValidationConfig: { JwksEndpoint: 'https://login.example/keys', Issuer: 'https://login.example' },
};
const forward: Action = {
  Type: 'forward',
  Order: 2,
  TargetGroupArn: 'a',
  ForwardConfig: {
    TargetGroups: [{ TargetGroupArn: 'a', Weight: 1 }],
    TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 300 },
  },
};

it.each([
  ['a login by Cognito', COGNITO, COGNITO],
  ['the check of a token', JWT, JWT],
  [
    'a login by OIDC, with the secret that it has',
    OIDC,
    { ...OIDC, AuthenticateOidcConfig: { ...OIDC.AuthenticateOidcConfig, UseExistingClientSecret: true } },
  ],
])('keeps %s, the order and the stickiness when weights change', (_what, before, after) => {
  expect(withGroups([before, forward], [{ arn: 'b', weight: 7 }])).toEqual([
    after,
    {
      Type: 'forward',
      Order: 2,
      ForwardConfig: {
        TargetGroups: [{ TargetGroupArn: 'b', Weight: 7 }],
        TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 300 },
      },
    },
  ]);
});

it('reads the short form for one group', () => {
  expect(groupsOf([{ Type: 'forward', TargetGroupArn: 'a' }])).toEqual([{ arn: 'a', weight: 1 }]);
  expect(groupsOf([{ Type: 'redirect' }])).toEqual([]);
});
