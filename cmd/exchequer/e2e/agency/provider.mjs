// A provider of identities for the tests, such as an agency's own sign-in, or one that has checked people's IDs: a real one
// of OpenID Connect, with its own pages for signing in and for consent. A test says by POST /control how well it checks
// people, what it says of them, and what somebody between it and us does to its answers.
//
//   node provider.mjs PORT RETURN-ADDRESS

import { generateKeyPairSync } from 'node:crypto';
import http from 'node:http';
import { CompactSign, SignJWT, base64url, decodeJwt, importJWK } from 'jose';
import Provider from 'oidc-provider';

const [port, back] = process.argv.slice(2);
const secret = 'a-secret-of-the-tests-that-is-long-enough';
const key = (type, options, rest) => ({ ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }), use: 'sig', ...rest });
const rsa = key('rsa', { modulusLength: 2048 }, { kid: 'rsa', alg: 'RS256' });
const ec = key('ec', { namedCurve: 'P-256' }, { kid: 'ec', alg: 'ES256' });
const foreign = key('rsa', { modulusLength: 2048 }, { kid: 'rsa', alg: 'RS256' });

// Person is what it knows of everyone who signs in, and tells where it is asked: of itself by userinfo, or in the ID token.
const usual = { acr: 'urn:example:two-factors', amr: ['pwd', 'hwk'], age: 0, error: '', tamper: '', person: {}, tells: 'userinfo' };
let now = { ...usual };

const sign = async (claims, jwk = rsa) => new SignJWT(claims).setProtectedHeader({ alg: jwk.alg, kid: jwk.kid }).sign(await importJWK(jwk));
const with_ = (more) => (claims) => sign({ ...claims, ...more(claims) });
const seconds = () => Math.floor(Date.now() / 1000);

// What may happen to an ID token on its way.
const tampers = {
  payload: (claims, [header, , signature]) => [header, base64url.encode(JSON.stringify({ ...claims, sub: 'walt' })), signature].join('.'),
  none: (claims) => `${base64url.encode(JSON.stringify({ alg: 'none' }))}.${base64url.encode(JSON.stringify(claims))}.`,
  hmac: (claims) => new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret)),
  foreign: (claims) => sign(claims, foreign),
  missing: () => undefined,
  garbage: () => 'not.a.token',
  text: async () => new CompactSign(new TextEncoder().encode('no claims')).setProtectedHeader({ alg: 'RS256', kid: 'rsa' }).sign(await importJWK(rsa)),
  issuer: with_(() => ({ iss: 'https://elsewhere.example' })),
  audience: with_(() => ({ aud: 'another-site' })),
  party: with_((c) => ({ aud: [c.aud, 'another-site'] })),
  azp: with_(() => ({ azp: 'another-site' })),
  nonce: with_(() => ({ nonce: 'another' })),
  expired: with_(() => ({ exp: seconds() - 5 })),
  future: with_(() => ({ iat: seconds() + 600 })),
  subject: with_(() => ({ sub: '' })),
  unchecked: with_(() => ({ auth_time: undefined })),
  tomorrow: with_(() => ({ auth_time: seconds() + 86400 })),
  context: with_(() => ({ acr: undefined })),
};

const server = http.createServer();
server.listen(Number(port), '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const client = { client_secret: secret, redirect_uris: [back], grant_types: ['authorization_code'], response_types: ['code'] };
  const provider = new Provider(issuer, {
    clients: [
      { ...client, client_id: 'exchequer' },
      { ...client, client_id: 'exchequer-es256', id_token_signed_response_alg: 'ES256', token_endpoint_auth_method: 'client_secret_post' },
    ],
    jwks: { keys: [rsa, ec] },
    acrValues: ['urn:example:two-factors', 'urn:example:password', 'http://idmanagement.gov/ns/assurance/ial/2'],
    claims: {
      openid: ['sub', 'acr', 'amr', 'auth_time'],
      profile: ['name', 'given_name', 'family_name'],
      address: ['address'],
      social_security_number: ['social_security_number'],
    },
    conformIdTokenClaims: false,
    pkce: { required: () => true, methods: ['S256'] },
    cookies: { keys: ['of the tests'] },
    findAccount: (_, id) => ({ accountId: id, claims: (use) => ({ sub: id, ...(use === now.tells ? now.person : {}) }) }),
    ttl: { Session: 3600, Interaction: 900, Grant: 3600, AuthorizationCode: 60, IdToken: 300, AccessToken: 60 },
  });

  // The pages of the provider ask for a name and a password alone: how well they checked is for the test to say.
  const { save } = provider.Interaction.prototype;
  provider.Interaction.prototype.save = function (...args) {
    if (this.result?.login) {
      if (now.error) this.result = { error: now.error };
      else Object.assign(this.result.login, { acr: now.acr, amr: now.amr, ts: seconds() - now.age });
    }
    return save.apply(this, args);
  };

  provider.use(async (ctx, next) => {
    if (ctx.path === '/token' && now.tamper === 'down') {
      ctx.status = 503;
      return;
    }
    await next();
    if (ctx.path === '/me' && now.tamper === 'silent') {
      ctx.status = 500;
      ctx.body = { error: 'server_error', error_description: JSON.stringify(now.person) };
    }
    if (ctx.path === '/me' && now.tamper === 'other-person') ctx.body = { ...ctx.body, sub: 'walt' };
    if (ctx.path === '/token' && ctx.body?.id_token && tampers[now.tamper]) {
      const token = ctx.body.id_token;
      ctx.body = { ...ctx.body, id_token: await tampers[now.tamper](decodeJwt(token), token.split('.')) };
    }
  });

  const pages = provider.callback();
  server.on('request', (request, response) => {
    if (request.url !== '/control') {
      pages(request, response);
      return;
    }
    let text = '';
    request.on('data', (part) => { text += part; });
    request.on('end', () => {
      now = { ...usual, ...JSON.parse(text) };
      response.end();
    });
  });
  console.log(issuer);
});
