import Provider from 'oidc-provider';

/** An OpenID provider of this machine for tests: whoever names themselves logs in. Its arguments are a port, a redirect URI and a client's secret. */
const [port = '', redirectUri = '', secret = '', idTokens = ''] = process.argv.slice(2);

const GROUPS = {
  olivia: ['oncall', 'developers'],
  dave: ['developers'],
  vera: ['visitors'],
};

const configuration = {
  clients: [
    { client_id: 'serin-dashboard', client_secret: secret, redirect_uris: [redirectUri] },
    {
      client_id: 'serin-command',
      token_endpoint_auth_method: 'none',
      grant_types: ['urn:ietf:params:oauth:grant-type:device_code'],
      redirect_uris: [],
      response_types: [],
    },
  ],
  claims: { email: ['email', 'email_verified'], groups: ['groups'], openid: ['sub'] },
  scopes: ['openid', 'email', 'groups'],
  // By the specification what a scope asks for is told at userinfo; many providers put it into the ID token as well.
  conformIdTokenClaims: idTokens !== 'whole',
  features: { deviceFlow: { enabled: true }, devInteractions: { enabled: true } },
  pkce: { required: () => true },
  cookies: { keys: ['only for tests'] },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      email: `${id}@example.com`,
      email_verified: true,
      groups: GROUPS[id] ?? [],
    }),
  }),
  async loadExistingGrant({ oidc }) {
    const { client, session, params, provider } = oidc;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope(String(params.scope));
    await grant.save();
    return grant;
  },
};

const provider = new Provider(`http://127.0.0.1:${port}`, configuration);
provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
